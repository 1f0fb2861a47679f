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

    /// <summary>The password's <see cref="Security.PasswordHash"/>.</summary>
    public required byte[] PasswordHash { get; init; }

    /// <summary>CHECK_POLICY.</summary>
    public bool CheckPolicy { get; init; } = true;

    /// <summary>CHECK_EXPIRATION.</summary>
    public bool CheckExpiration { get; init; }

    /// <summary>MUST_CHANGE.</summary>
    public bool MustChange { get; init; }

    /// <summary>LOGINPROPERTY('PasswordLastSetTime'), UTC.</summary>
    public DateTime PasswordSet { get; init; }

    /// <summary>ALTER LOGIN … DISABLE.</summary>
    public bool IsDisabled { get; init; }

    /// <summary>DEFAULT_DATABASE.</summary>
    public string DefaultDatabase { get; init; } = "master";

    /// <summary>Fixed server roles, such as sysadmin.</summary>
    public IReadOnlyList<string> ServerRoles { get; init; } = [];

    /// <summary>What was granted or denied to it on the server, on endpoints, availability groups and logins.</summary>
    public IReadOnlyList<PermissionGrant> Permissions { get; init; } = [];

    /// <summary>When it was created, UTC.</summary>
    public DateTime Created { get; init; }

    /// <summary>When it was changed last, UTC.</summary>
    public DateTime Modified { get; init; }

    /// <summary>Member of sysadmin.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsSysadmin => ServerRoles.Contains(FixedServerRoles.Sysadmin, StringComparer.OrdinalIgnoreCase);

    /// <summary>What was granted to it at the server and what its roles grant.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IEnumerable<PermissionGrant> ServerGrants => Permissions.Concat(ServerRoles.Append(FixedServerRoles.Public).SelectMany(FixedServerRoles.Grants));

    /// <inheritdoc/>
    public override string ToString() => Name;
}
