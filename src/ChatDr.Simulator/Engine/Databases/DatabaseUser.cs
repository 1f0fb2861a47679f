using ChatDr.Simulator.Engine.Security;

namespace ChatDr.Simulator.Engine.Databases;

/// <summary>A user of a database, bound to a login by SID; replicated with the database.</summary>
internal sealed record DatabaseUser
{
    /// <summary>principal_id.</summary>
    public int PrincipalId { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The login's SID in hex; empty for WITHOUT LOGIN.</summary>
    public string Sid { get; init; } = "";

    /// <summary>Database roles, such as db_owner.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>What was granted or denied to it in the database; on the database itself the securable has no name.</summary>
    public IReadOnlyList<PermissionGrant> Permissions { get; init; } = [];

    /// <summary>When it was created, UTC.</summary>
    public DateTime Created { get; init; }
}
