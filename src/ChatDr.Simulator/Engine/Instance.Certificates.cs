using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ChatDr.Simulator.Engine.Security;

namespace ChatDr.Simulator.Engine;

/// <summary>The master key and the certificates of master.</summary>
internal sealed partial class Instance
{
    /// <summary>The certificates.</summary>
    public IReadOnlyList<ServerCertificate> Certificates => _file.Certificates;

    /// <summary>The database master key of master; null for none.</summary>
    public MasterKey? MasterKey => _file.MasterKey;

    /// <summary>CREATE MASTER KEY in master.</summary>
    /// <param name="password">Opens it besides the service master key; null for the service master key alone.</param>
    /// <exception cref="SqlErrorException">15578: there is one; 15118 class: the password is too weak.</exception>
    public void CreateMasterKey(string? password = null) => Change(file =>
    {
        if (file.MasterKey is not null)
        {
            throw new SqlErrorException(15578, 16, 1, "There is already a master key in the database. Drop it before performing this statement.");
        }

        if (password is not null)
        {
            RefuseWeak(password);
        }

        var now = Time.GetUtcNow().UtcDateTime;
        byte[][] passwords = password is null ? [] : [PasswordHash.Create(password)];
        return file with { MasterKey = new() { KeyGuid = Guid.NewGuid(), Passwords = passwords, Created = now, Modified = now } };
    });

    /// <summary>Whether the password opens the master key.</summary>
    /// <exception cref="SqlErrorException">15151 there is none; 15313 the password is another one.</exception>
    public void CheckMasterKey(string password)
    {
        if (!RequireMasterKey().Passwords.Any(hash => PasswordHash.Matches(password, hash)))
        {
            throw new SqlErrorException(15313, 16, 1, "The key is not encrypted using the specified decryptor.");
        }
    }

    /// <summary>ALTER MASTER KEY.</summary>
    /// <exception cref="SqlErrorException">15151 there is none.</exception>
    public void AlterMasterKey(Func<MasterKey, MasterKey> change)
    {
        RequireMasterKey();
        Change(file => file with { MasterKey = change(file.MasterKey!) with { Modified = Time.GetUtcNow().UtcDateTime } });
    }

    /// <summary>Refuses a password of a key that the password policy would refuse.</summary>
    /// <exception cref="SqlErrorException">15116, 15118.</exception>
    public static void RefuseWeak(string password)
    {
        if (PasswordPolicy.Judge("", password, checkPolicy: true) is { } weak)
        {
            throw new SqlErrorException([weak]);
        }
    }

    /// <summary>DROP MASTER KEY.</summary>
    /// <exception cref="SqlErrorException">15151 there is none; 15580 it protects the private key of a certificate.</exception>
    public void DropMasterKey()
    {
        RequireMasterKey();
        Change(file => file.Certificates.FirstOrDefault(certificate => certificate.WithPrivateKey is not null) is { } held
            ? throw new SqlErrorException(15580, 16, 1, $"Cannot drop master key because certificate '{held.Name}' is encrypted by it.")
            : file with { MasterKey = null });
    }

    /// <summary>CREATE CERTIFICATE … WITH SUBJECT: self-signed, RSA 2048.</summary>
    /// <exception cref="SqlErrorException">15581 without master key; 15232 name taken; 15151 no such owner; 15297-class: it would expire before it
    /// begins.</exception>
    public void CreateCertificate(string name, string subject, DateTimeOffset? start = null, DateTimeOffset? expiry = null, string owner = "dbo")
    {
        RequireKeyFor();
        RequireOwner(owner);
        var from = start ?? Time.GetUtcNow();
        var until = expiry ?? from.AddYears(1);
        if (until <= from)
        {
            throw new SqlErrorException(15468, 16, 1,
                $"An error occurred during the generation of the certificate '{name}': it would expire at {until:u}, before it is valid at {from:u}.");
        }

        using var key = RSA.Create(2048);
        var distinguished = subject.Contains('=', StringComparison.Ordinal) ? subject : $"CN={subject}";
        using var certificate = new CertificateRequest(distinguished, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(from, until);
        AddCertificate(name, owner, certificate, certificate.Export(X509ContentType.Pfx));
    }

    /// <summary>CREATE CERTIFICATE … FROM BINARY or FROM FILE: DER, with a private key perhaps.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="encoded">The certificate, DER.</param>
    /// <param name="owner">A user of master, or dbo.</param>
    /// <param name="privateKey">Encrypted PKCS#8, DER; null without one.</param>
    /// <param name="password">Opens <paramref name="privateKey"/>.</param>
    /// <exception cref="SqlErrorException">15232 name taken; 15468 not a certificate; 15151 no such owner; 15465 the private key or its password is wrong;
    /// 15581 without master key.</exception>
    public void CreateCertificate(string name, byte[] encoded, string owner = "dbo", byte[]? privateKey = null, string? password = null)
    {
        RequireOwner(owner);
        using var certificate = Load(name, encoded);
        if (privateKey is null)
        {
            AddCertificate(name, owner, certificate, null);
            return;
        }

        RequireKeyFor();
        using var key = RSA.Create();
        try
        {
            key.ImportEncryptedPkcs8PrivateKey(password, privateKey, out _);
            using var whole = certificate.CopyWithPrivateKey(key);
            AddCertificate(name, owner, certificate, whole.Export(X509ContentType.Pfx));
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new SqlErrorException(15465, 16, 6, $"The private key password is invalid, or the private key does not belong to certificate '{name}'.");
        }
    }

    /// <summary>BACKUP CERTIFICATE … WITH PRIVATE KEY: the key as encrypted PKCS#8 (RFC 5958; PBES2 with AES-256).</summary>
    /// <exception cref="SqlErrorException">15151 no such certificate; 15464-class: it has no private key here; 15118 class: the password is too
    /// weak.</exception>
    public byte[] ExportPrivateKey(string name, string password)
    {
        var found = FindCertificate(name);
        RefuseWeak(password);
        using var whole = X509CertificateLoader.LoadPkcs12(
            found.WithPrivateKey
                ?? throw new SqlErrorException(15274, 16, 1, $"Access to the private key of certificate '{name}' failed: this instance holds none."),
            null,
            X509KeyStorageFlags.Exportable);
        using var key = whole.GetRSAPrivateKey()!;
        return key.ExportEncryptedPkcs8PrivateKey(password, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 100_000));
    }

    /// <summary>A certificate by name.</summary>
    /// <exception cref="SqlErrorException">15151: there is none.</exception>
    public ServerCertificate FindCertificate(string name) => Certificates.FirstOrDefault(other => Same(other.Name, name))
        ?? throw new SqlErrorException(15151, 16, 1, $"Cannot find the certificate '{name}', because it does not exist or you do not have permission.");

    /// <summary>DROP CERTIFICATE.</summary>
    /// <exception cref="SqlErrorException">15151 no such certificate; 15559 the endpoint uses it.</exception>
    public void DropCertificate(string name) =>
        Change(file => (file.Certificates.Any(other => Same(other.Name, name)), file.Endpoint is { } endpoint && Same(endpoint.Certificate, name)) switch
    {
        (false, _) => throw new SqlErrorException(
            15151, 16, 1, $"Cannot drop the certificate '{name}', because it does not exist or you do not have permission."),
        (_, true) => throw new SqlErrorException(15559, 16, 1, $"Cannot drop certificate '{name}' because there is an endpoint that uses it."),
        _ => file with { Certificates = [.. file.Certificates.Where(other => !Same(other.Name, name))] },
    });

    private MasterKey RequireMasterKey() =>
        MasterKey
            ?? throw new SqlErrorException(
                15151, 16, 1, "Cannot find the symmetric key 'master key', because it does not exist or you do not have permission.");

    private void RequireKeyFor()
    {
        if (MasterKey is null)
        {
            throw new SqlErrorException(
                15581, 16, 3, "Please create a master key in the database or open the master key in the session before performing this operation.");
        }
    }

    private void RequireOwner(string owner)
    {
        if (!Same(owner, "dbo") && !MasterUsers.Any(user => Same(user.Name, owner)))
        {
            throw new SqlErrorException(15151, 16, 1, $"Cannot find the user '{owner}', because it does not exist or you do not have permission.");
        }
    }

    private static X509Certificate2 Load(string name, byte[] encoded)
    {
        try
        {
            return X509CertificateLoader.LoadCertificate(encoded);
        }
        catch (CryptographicException)
        {
            throw new SqlErrorException(15468, 16, 1, $"An error occurred during the generation of the certificate '{name}': the bytes are not a certificate.");
        }
    }

    private void AddCertificate(string name, string owner, X509Certificate2 certificate, byte[]? withPrivateKey) => Change(file =>
    {
        if (file.Certificates.Any(other => Same(other.Name, name)))
        {
            throw new SqlErrorException(
                15232, 16, 1, $"A certificate with name '{name}' already exists or this certificate already has been added to the database.");
        }

        var added = new ServerCertificate
        {
            Id = file.Certificates.Select(other => other.Id).DefaultIfEmpty(255).Max() + 1,
            Name = name,
            Owner = owner,
            Subject = certificate.Subject,
            Issuer = certificate.Issuer,
            Encoded = certificate.RawData,
            WithPrivateKey = withPrivateKey,
            Thumbprint = certificate.Thumbprint,
            SerialNumber = certificate.SerialNumber,
            StartDate = certificate.NotBefore.ToUniversalTime(),
            ExpiryDate = certificate.NotAfter.ToUniversalTime(),
            KeyLength = certificate.GetRSAPublicKey()?.KeySize ?? 0,
        };
        return file with { Certificates = [.. file.Certificates, added] };
    });
}
