using ChatDr.Api.Schema;

namespace ChatDr.Api.V1Alpha1;

/// <summary>A database of the pool.</summary>
public sealed record PoolDatabase
{
    /// <summary>The database's name.</summary>
    [Length(1, 64), Pattern("^[A-Za-z_][A-Za-z0-9_]*$")]
    public required string Name { get; init; }

    /// <summary>What it holds, and so how it is protected.</summary>
    public DatabaseRole Role { get; init; } = DatabaseRole.Chat;
}
