namespace ChatDr.Simulator.Engine.Security;

/// <summary>A SQL login.</summary>
internal sealed record LoginAccount
{
    /// <summary>principal_id.</summary>
    public required int PrincipalId { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its SID in hex.</summary>
    public required string Sid { get; init; }

    /// <summary>Salt of the password hash.</summary>
    public required byte[] Salt { get; init; }

    /// <summary>PBKDF2 of the password.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>ALTER LOGIN … DISABLE.</summary>
    public bool IsDisabled { get; init; }

    /// <summary>DEFAULT_DATABASE.</summary>
    public string DefaultDatabase { get; init; } = "master";

    /// <summary>Server roles, such as sysadmin.</summary>
    public IReadOnlyList<string> ServerRoles { get; init; } = [];

    /// <summary>Server-level permissions: "VIEW SERVER STATE", "CONNECT ON ENDPOINT::Hadr_endpoint" ….</summary>
    public IReadOnlyList<string> Permissions { get; init; } = [];

    /// <summary>When it was created, UTC.</summary>
    public DateTime Created { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
