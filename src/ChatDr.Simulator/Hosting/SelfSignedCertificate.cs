using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ChatDr.Simulator.Hosting;

/// <summary>The certificate that an instance makes for itself when none is given, as SQL Server does.</summary>
internal static class SelfSignedCertificate
{
    private const int KeyBits = 2048;
    private static readonly TimeSpan ClockSkew = TimeSpan.FromDays(1);
    private static readonly TimeSpan Validity = TimeSpan.FromDays(3650);

    /// <summary>A certificate for TLS servers named <paramref name="serverName"/>, and for loopback.</summary>
    public static X509Certificate2 Create(string serverName, TimeProvider time)
    {
        using var key = RSA.Create(KeyBits);
        var request = new CertificateRequest(
            new X500DistinguishedName($"CN={serverName}"), key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(serverName);
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        var now = time.GetUtcNow();
        return request.CreateSelfSigned(now - ClockSkew, now + Validity);
    }
}
