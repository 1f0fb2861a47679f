namespace ChatDr.Simulator.TSql.Syntax;

/// <summary>CREATE LOGIN.</summary>
internal sealed record CreateLoginStatement(string Name, LoginOptions Options) : Statement;

/// <summary>ALTER LOGIN. <paramref name="Enable"/> is null when it is about options.</summary>
internal sealed record AlterLoginStatement(string Name, bool? Enable, LoginOptions Options) : Statement
{
    /// <summary>Whether a login changes its own password and says the old one, which every login may.</summary>
    public bool IsOwnPassword(string login) => string.Equals(Name, login, StringComparison.OrdinalIgnoreCase)
        && Options is
        {
            Password: not null, OldPassword: not null, Hash: null, MustChange: false, Unlock: false, CheckPolicy: null, CheckExpiration: null,
            NewName: null, DefaultDatabase: null
        };
}

/// <summary>The options of a login; null where not given.</summary>
internal sealed record LoginOptions
{
    /// <summary>PASSWORD. Not part of the record's text.</summary>
    public string? Password { get; init; }

    /// <summary>PASSWORD = 0x… HASHED.</summary>
    public byte[]? Hash { get; init; }

    /// <summary>OLD_PASSWORD.</summary>
    public string? OldPassword { get; init; }

    /// <summary>MUST_CHANGE.</summary>
    public bool MustChange { get; init; }

    /// <summary>UNLOCK.</summary>
    public bool Unlock { get; init; }

    /// <summary>SID.</summary>
    public byte[]? Sid { get; init; }

    /// <summary>DEFAULT_DATABASE.</summary>
    public string? DefaultDatabase { get; init; }

    /// <summary>CHECK_POLICY.</summary>
    public bool? CheckPolicy { get; init; }

    /// <summary>CHECK_EXPIRATION.</summary>
    public bool? CheckExpiration { get; init; }

    /// <summary>NAME: the new name.</summary>
    public string? NewName { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"DEFAULT_DATABASE = {DefaultDatabase}";
}

/// <summary>DROP LOGIN.</summary>
internal sealed record DropLoginStatement(string Name) : Statement;

/// <summary>CREATE USER. A null <paramref name="Login"/> is WITHOUT LOGIN.</summary>
internal sealed record CreateUserStatement(string Name, string? Login) : Statement;

/// <summary>ALTER USER … WITH LOGIN, WITH NAME; null where not given.</summary>
internal sealed record AlterUserStatement(string Name, string? Login, string? NewName) : Statement;

/// <summary>DROP USER.</summary>
internal sealed record DropUserStatement(string Name, bool IfExists) : Statement;

/// <summary>ALTER [SERVER] ROLE … ADD or DROP MEMBER.</summary>
internal sealed record AlterRoleStatement(bool Server, string Role, bool Add, string Member) : Statement;

/// <summary>GRANT, DENY or REVOKE.</summary>
/// <param name="Action">GRANT, DENY or REVOKE.</param>
/// <param name="Permissions">The permissions, in capitals.</param>
/// <param name="Class">ENDPOINT, AVAILABILITY GROUP, LOGIN, DATABASE, OBJECT, SCHEMA …; null: the server or the database.</param>
/// <param name="Securable">What it is on.</param>
/// <param name="Principals">To whom.</param>
/// <param name="WithGrantOption">WITH GRANT OPTION.</param>
/// <param name="GrantOptionFor">REVOKE GRANT OPTION FOR.</param>
internal sealed record PermissionStatement(
    string Action,
    IReadOnlyList<string> Permissions,
    string? Class,
    ObjectName? Securable,
    IReadOnlyList<string> Principals,
    bool WithGrantOption,
    bool GrantOptionFor = false) : Statement;

/// <summary>ALTER AUTHORIZATION ON DATABASE.</summary>
internal sealed record AlterAuthorizationStatement(string Class, ObjectName Securable, string Principal) : Statement;

/// <summary>CREATE, OPEN, ALTER, CLOSE or DROP MASTER KEY.</summary>
internal sealed record MasterKeyStatement(MasterKeyAction Action, string? Password) : Statement;

/// <summary>CREATE CERTIFICATE: from a subject, a file or bytes.</summary>
internal sealed record CreateCertificateStatement(string Name, string? Owner) : Statement
{
    /// <summary>SUBJECT: make a self-signed one.</summary>
    public string? Subject { get; init; }

    /// <summary>START_DATE.</summary>
    public string? StartDate { get; init; }

    /// <summary>EXPIRY_DATE.</summary>
    public string? ExpiryDate { get; init; }

    /// <summary>FROM FILE.</summary>
    public string? File { get; init; }

    /// <summary>FROM BINARY.</summary>
    public byte[]? Binary { get; init; }

    /// <summary>WITH PRIVATE KEY.</summary>
    public PrivateKeyOptions? PrivateKey { get; init; }
}

/// <summary>WITH PRIVATE KEY of CREATE and BACKUP CERTIFICATE.</summary>
internal sealed record PrivateKeyOptions(string? File, byte[]? Binary, string? DecryptionPassword, string? EncryptionPassword);

/// <summary>DROP CERTIFICATE.</summary>
internal sealed record DropCertificateStatement(string Name) : Statement;

/// <summary>BACKUP CERTIFICATE.</summary>
internal sealed record BackupCertificateStatement(string Name, string File, PrivateKeyOptions? PrivateKey) : Statement;
