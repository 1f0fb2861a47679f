using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ChatDr.Simulator.Engine.Security;

namespace ChatDr.Simulator.Engine;

/// <summary>Logins, certificates and the endpoint.</summary>
internal sealed partial class Instance
{
    private const int HashRounds = 10_000;
    private readonly Lock _checkedGate = new();
    private readonly Dictionary<string, byte[]> _checkedPasswords = [];

    /// <summary>The logins.</summary>
    public IReadOnlyList<LoginAccount> Logins => _file.Logins;

    /// <summary>Users of master by name, with their login's SID in hex.</summary>
    public IReadOnlyDictionary<string, string> MasterUsers => _file.MasterUsers;

    /// <summary>The certificates.</summary>
    public IReadOnlyList<ServerCertificate> Certificates => _file.Certificates;

    /// <summary>The mirroring endpoint; null for none.</summary>
    public MirroringEndpoint? Endpoint => _file.Endpoint;

    /// <summary>Whether master has a database master key.</summary>
    public bool HasMasterKey => _file.HasMasterKey;

    /// <summary>A login by name; null if there is none.</summary>
    public LoginAccount? FindLogin(string name) => _file.Logins.FirstOrDefault(login => Same(login.Name, name));

    /// <summary>Checks name and password.</summary>
    /// <exception cref="SqlErrorException">18456 with the true state: 5 no such login, 8 wrong password; 18470 disabled.</exception>
    public LoginAccount CheckLogin(string name, string password)
    {
        var login = FindLogin(name) ?? throw new SqlErrorException(18456, 14, 5, $"Login failed for user '{name}'.");
        if (!IsPassword(login, password))
        {
            throw new SqlErrorException(18456, 14, 8, $"Login failed for user '{name}'.");
        }

        return login.IsDisabled ? throw new SqlErrorException(18470, 14, 1, $"Login failed for user '{name}'. Reason: The account is disabled.") : login;
    }

    /// <summary>CREATE LOGIN.</summary>
    /// <exception cref="SqlErrorException">15025 name taken, 15433 SID taken.</exception>
    public void CreateLogin(string name, string password, byte[]? sid = null, string defaultDatabase = "master") => Change(file =>
    {
        if (file.Logins.Any(login => Same(login.Name, name)))
        {
            throw new SqlErrorException(15025, 16, 1, $"The server principal '{name}' already exists.");
        }

        var hex = Convert.ToHexString(sid ?? RandomNumberGenerator.GetBytes(16));
        if (file.Logins.Any(login => login.Sid == hex))
        {
            throw new SqlErrorException(15433, 16, 1, "Supplied parameter sid is in use.");
        }

        return file with { Logins = [.. file.Logins, NewLogin(file.Logins.Max(login => Math.Max(256, login.PrincipalId)) + 1, name, password, hex) with { DefaultDatabase = defaultDatabase }] };
    });

    /// <summary>ALTER LOGIN, ALTER SERVER ROLE, GRANT: the login changed.</summary>
    /// <exception cref="SqlErrorException">15151: there is no such login.</exception>
    public void AlterLogin(string name, Func<LoginAccount, LoginAccount> change) => Change(file =>
    {
        var login = file.Logins.FirstOrDefault(login => Same(login.Name, name))
            ?? throw new SqlErrorException(15151, 16, 1, $"Cannot alter the login '{name}', because it does not exist or you do not have permission.");
        return file with { Logins = [.. file.Logins.Select(other => other == login ? change(login) : other)] };
    });

    /// <summary>ALTER LOGIN … WITH PASSWORD.</summary>
    public void SetPassword(string name, string password) => AlterLogin(name, login =>
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        return login with { Salt = salt, Hash = HashPassword(password, salt) };
    });

    /// <summary>DROP LOGIN.</summary>
    /// <exception cref="SqlErrorException">15151.</exception>
    public void DropLogin(string name) => Change(file => file.Logins.Any(login => Same(login.Name, name))
        ? file with { Logins = [.. file.Logins.Where(login => !Same(login.Name, name))] }
        : throw new SqlErrorException(15151, 16, 1, $"Cannot drop the login '{name}', because it does not exist or you do not have permission."));

    /// <summary>CREATE USER in master, for the owners of peers' certificates.</summary>
    /// <exception cref="SqlErrorException">15023 name taken; 15007 no such login.</exception>
    public void CreateMasterUser(string name, string login) => Change(file =>
    {
        var account = file.Logins.FirstOrDefault(other => Same(other.Name, login)) ?? throw new SqlErrorException(15007, 16, 1, $"'{login}' is not a valid login or you do not have permission.");
        return file.MasterUsers.Keys.Any(user => Same(user, name))
            ? throw new SqlErrorException(15023, 16, 1, $"User, group, or role '{name}' already exists in the current database.")
            : file with { MasterUsers = new Dictionary<string, string>(file.MasterUsers) { [name] = account.Sid } };
    });

    /// <summary>DROP USER in master.</summary>
    public void DropMasterUser(string name) => Change(file => file with { MasterUsers = file.MasterUsers.Where(user => !Same(user.Key, name)).ToDictionary() });

    /// <summary>CREATE MASTER KEY in master.</summary>
    /// <exception cref="SqlErrorException">15578: there is one.</exception>
    public void CreateMasterKey() => Change(file => file.HasMasterKey
        ? throw new SqlErrorException(15578, 16, 1, "There is already a master key in the database. Drop it before performing this statement.")
        : file with { HasMasterKey = true });

    /// <summary>CREATE CERTIFICATE … WITH SUBJECT: self-signed, RSA 2048.</summary>
    /// <exception cref="SqlErrorException">15581 without master key; 15232 name taken.</exception>
    public void CreateCertificate(string name, string subject, DateTimeOffset? start = null, DateTimeOffset? expiry = null, string owner = "dbo")
    {
        if (!HasMasterKey)
        {
            throw new SqlErrorException(15581, 16, 3, "Please create a master key in the database or open the master key in the session before performing this operation.");
        }

        using var key = RSA.Create(2048);
        var distinguished = subject.Contains('=', StringComparison.Ordinal) ? subject : $"CN={subject}";
        var from = start ?? Time.GetUtcNow();
        using var certificate = new CertificateRequest(distinguished, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(from, expiry ?? from.AddYears(1));
        AddCertificate(name, owner, certificate, certificate.Export(X509ContentType.Pfx));
    }

    /// <summary>CREATE CERTIFICATE … FROM BINARY or FROM FILE, DER without a private key.</summary>
    /// <exception cref="SqlErrorException">15232 name taken; 15468 not a certificate; 15151 no such owner.</exception>
    public void CreateCertificate(string name, byte[] encoded, string owner = "dbo")
    {
        if (!Same(owner, "dbo") && !MasterUsers.Keys.Any(user => Same(user, owner)))
        {
            throw new SqlErrorException(15151, 16, 1, $"Cannot find the user '{owner}', because it does not exist or you do not have permission.");
        }

        try
        {
            using var certificate = X509CertificateLoader.LoadCertificate(encoded);
            AddCertificate(name, owner, certificate, null);
        }
        catch (CryptographicException)
        {
            throw new SqlErrorException(15468, 16, 1, $"An error occurred during the generation of the certificate '{name}': the bytes are not a certificate.");
        }
    }

    /// <summary>DROP CERTIFICATE.</summary>
    /// <exception cref="SqlErrorException">15151 no such certificate; 15559 the endpoint uses it.</exception>
    public void DropCertificate(string name) => Change(file => (file.Certificates.Any(other => Same(other.Name, name)), file.Endpoint is { } endpoint && Same(endpoint.Certificate, name)) switch
    {
        (false, _) => throw new SqlErrorException(15151, 16, 1, $"Cannot drop the certificate '{name}', because it does not exist or you do not have permission."),
        (_, true) => throw new SqlErrorException(15559, 16, 1, $"Cannot drop the certificate '{name}': an endpoint uses it."),
        _ => file with { Certificates = [.. file.Certificates.Where(other => !Same(other.Name, name))] },
    });

    /// <summary>CREATE ENDPOINT … FOR DATABASE_MIRRORING.</summary>
    /// <exception cref="SqlErrorException">7862 there is one already; 15151 no such certificate.</exception>
    public void CreateEndpoint(MirroringEndpoint endpoint)
    {
        if (Endpoint is not null)
        {
            throw new SqlErrorException(7862, 16, 1, "An endpoint of the requested type already exists. Only one endpoint of this type is supported. Use ALTER ENDPOINT or DROP the existing endpoint.");
        }

        SetEndpoint(endpoint);
    }

    /// <summary>ALTER ENDPOINT and DROP ENDPOINT (null).</summary>
    /// <exception cref="SqlErrorException">15151: no such certificate with a private key.</exception>
    public void SetEndpoint(MirroringEndpoint? endpoint)
    {
        if (endpoint is not null && !Certificates.Any(certificate => Same(certificate.Name, endpoint.Certificate) && certificate.WithPrivateKey is not null))
        {
            throw new SqlErrorException(15151, 16, 1, $"Cannot find the certificate '{endpoint.Certificate}' with a private key, because it does not exist or you do not have permission.");
        }

        Change(file => file with { Endpoint = endpoint });
        RestartListener();
    }

    /// <summary>
    /// Why a peer that shows this certificate may not connect to the endpoint; null if it may: the certificate is the endpoint's own, or is owned by a user of master
    /// whose login is enabled and has CONNECT on the endpoint (docs/sql-server-facts.md B1).
    /// </summary>
    internal string? RefusePeer(byte[] encoded)
    {
        if (Endpoint is not { } endpoint)
        {
            return "the instance has no mirroring endpoint";
        }

        var known = Certificates.FirstOrDefault(certificate => certificate.Encoded.AsSpan().SequenceEqual(encoded));
        if (known is null)
        {
            return "its certificate is not known to this instance";
        }

        var login = MasterUsers.Where(user => Same(user.Key, known.Owner)).Select(user => Logins.FirstOrDefault(login => login.Sid == user.Value)).FirstOrDefault();
        return Same(known.Name, endpoint.Certificate) || Same(known.Owner, "dbo") || (login is { IsDisabled: false } && login.Permissions.Any(permission => Same(permission, $"CONNECT ON ENDPOINT::{endpoint.Name}")))
            ? null
            : $"the owner of certificate '{known.Name}' has no CONNECT permission on endpoint '{endpoint.Name}'";
    }

    internal X509Certificate2 LoadEndpointCertificate(MirroringEndpoint endpoint) =>
        X509CertificateLoader.LoadPkcs12(Certificates.First(certificate => Same(certificate.Name, endpoint.Certificate)).WithPrivateKey ?? [], null);

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    private static byte[] HashPassword(string password, byte[] salt) => Rfc2898DeriveBytes.Pbkdf2(password, salt, HashRounds, HashAlgorithmName.SHA256, 32);

    private static InstanceFile NewMaster(InstanceOptions options, TimeProvider time) =>
        new() { Logins = [NewLogin(1, "sa", options.SaPassword, "01") with { ServerRoles = ["sysadmin"], Created = time.GetUtcNow().UtcDateTime }] };

    private static LoginAccount NewLogin(int id, string name, string password, string sid)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        return new() { PrincipalId = id, Name = name, Sid = sid, Salt = salt, Hash = HashPassword(password, salt) };
    }

    /// <summary>Remembers a fast hash of passwords that passed the slow one, so that opening a connection stays cheap.</summary>
    private bool IsPassword(LoginAccount login, string password)
    {
        var fast = HMACSHA256.HashData(login.Salt, System.Text.Encoding.UTF8.GetBytes(password));
        var entry = $"{login.Sid}/{Convert.ToHexString(login.Hash)}";
        lock (_checkedGate)
        {
            if (_checkedPasswords.TryGetValue(entry, out var known))
            {
                return CryptographicOperations.FixedTimeEquals(known, fast);
            }
        }

        if (!CryptographicOperations.FixedTimeEquals(HashPassword(password, login.Salt), login.Hash))
        {
            return false;
        }

        lock (_checkedGate)
        {
            _checkedPasswords[entry] = fast;
        }

        return true;
    }

    private void AddCertificate(string name, string owner, X509Certificate2 certificate, byte[]? withPrivateKey) => Change(file => file.Certificates.Any(other => Same(other.Name, name))
        ? throw new SqlErrorException(15232, 16, 1, $"A certificate with name '{name}' already exists.")
        : file with
        {
            Certificates =
            [
                .. file.Certificates,
                new ServerCertificate
                {
                    Id = 256 + file.Certificates.Select(other => other.Id - 255).DefaultIfEmpty(0).Max(),
                    Name = name,
                    Owner = owner,
                    Subject = certificate.Subject,
                    Encoded = certificate.RawData,
                    WithPrivateKey = withPrivateKey,
                    Thumbprint = certificate.Thumbprint,
                    SerialNumber = certificate.SerialNumber,
                    StartDate = certificate.NotBefore.ToUniversalTime(),
                    ExpiryDate = certificate.NotAfter.ToUniversalTime(),
                },
            ],
        });
}
