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
}
