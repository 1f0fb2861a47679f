namespace ChatDr.SqlServer.Mirroring;

/// <summary>What one member said.</summary>
public sealed record MemberObservation
{
    /// <summary>The member's name.</summary>
    public required string Member { get; init; }

    /// <summary>Why it did not answer; null when it did.</summary>
    public string? Failure { get; init; }

    /// <summary>The group; null when it has none of that name, or did not answer.</summary>
    public GroupMembership? Group { get; init; }

    /// <summary>Its user databases.</summary>
    public IReadOnlyList<DatabaseCopy> Databases { get; init; } = [];

    /// <summary>The name of its mirroring endpoint; null when it has none.</summary>
    public string? EndpointName { get; init; }

    /// <summary>Whether it answered.</summary>
    public bool IsReachable => Failure is null;

    /// <summary>Its copy of a database.</summary>
    public DatabaseCopy? Copy(string database) => Databases.FirstOrDefault(copy => string.Equals(copy.Name, database, StringComparison.OrdinalIgnoreCase));
}
