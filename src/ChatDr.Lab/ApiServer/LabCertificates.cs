using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ChatDr.Lab.ApiServer;

/// <summary>The lab cluster's own CA, the server's certificate and the admin's client certificate; ECDSA P-256, valid for a year.</summary>
internal sealed class LabCertificates : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private LabCertificates(X509Certificate2 authority, X509Certificate2 server, X509Certificate2 admin) =>
        (Authority, Server, Admin) = (authority, server, admin);

    internal X509Certificate2 Authority { get; }

    internal X509Certificate2 Server { get; }

    internal X509Certificate2 Admin { get; }

    /// <summary>Takes the certificates from a folder where it has them, else makes them and, when there is a folder, leaves them there.</summary>
    internal static LabCertificates LoadOrCreate(string? directory, TimeProvider time)
    {
        if (directory is null)
            return Create(time);
        string authority = Path.Combine(directory, "ca");
        string server = Path.Combine(directory, "apiserver");
        string admin = Path.Combine(directory, "admin");
        if (File.Exists(authority + ".crt") && File.Exists(server + ".key") && File.Exists(admin + ".key"))
        {
            return new LabCertificates(
                X509CertificateLoader.LoadCertificateFromFile(authority + ".crt"),
                X509Certificate2.CreateFromPemFile(server + ".crt", server + ".key"),
                X509Certificate2.CreateFromPemFile(admin + ".crt", admin + ".key"));
        }

        Directory.CreateDirectory(directory);
        LabCertificates created = Create(time);
        File.WriteAllText(authority + ".crt", created.Authority.ExportCertificatePem());
        Write(server, created.Server);
        Write(admin, created.Admin);
        return created;
    }

    /// <summary>The certificate's private key as PKCS #8 PEM.</summary>
    internal static string KeyPem(X509Certificate2 certificate)
    {
        using ECDsa key = certificate.GetECDsaPrivateKey()!;
        return key.ExportPkcs8PrivateKeyPem();
    }

    /// <summary>Whether a client's certificate was issued by this cluster's CA, for clients, and is in its time.</summary>
    internal bool Trusts(X509Certificate2 client, DateTimeOffset now)
    {
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(Authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = now.LocalDateTime;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        return chain.Build(client);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Authority.Dispose();
        Server.Dispose();
        Admin.Dispose();
    }

    private static LabCertificates Create(TimeProvider time)
    {
        DateTimeOffset from = time.GetUtcNow().AddHours(-1);
        DateTimeOffset until = from.AddYears(1);
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=chatdr-lab-ca", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        using X509Certificate2 issuer = request.CreateSelfSigned(from, until);

        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("localhost");
        names.AddDnsName("kubernetes.default.svc");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        X509Certificate2 server = Issue("CN=kube-apiserver", ServerAuthentication, issuer, names.Build());
        X509Certificate2 admin = Issue("O=system:masters, CN=lab-admin", ClientAuthentication, issuer, null);
        return new LabCertificates(X509CertificateLoader.LoadCertificate(issuer.RawData), server, admin);
    }

    private static X509Certificate2 Issue(string subject, string usage, X509Certificate2 issuer, X509Extension? names)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(issuer, true, false));
        if (names is not null)
            request.CertificateExtensions.Add(names);
        using X509Certificate2 bare = request.Create(issuer, issuer.NotBefore, issuer.NotAfter, RandomNumberGenerator.GetBytes(16));
        return bare.CopyWithPrivateKey(key);
    }

    private static void Write(string path, X509Certificate2 certificate)
    {
        File.WriteAllText(path + ".crt", certificate.ExportCertificatePem());
        FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using StreamWriter writer = new(path + ".key", options);
        writer.Write(KeyPem(certificate));
    }
}
