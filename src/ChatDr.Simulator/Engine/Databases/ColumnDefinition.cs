using ChatDr.Simulator.Protocol;

namespace ChatDr.Simulator.Engine.Databases;

/// <summary>
/// A column. Nullability, defaults and conversion are the executor's to apply before a row reaches the engine; identity and uniqueness are the engine's.
/// </summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
/// <param name="Nullable">Whether it takes NULL.</param>
internal sealed record ColumnDefinition(string Name, SqlType Type, bool Nullable)
{
    /// <summary>IDENTITY.</summary>
    public bool IsIdentity { get; init; }

    /// <summary>The first identity value.</summary>
    public long IdentitySeed { get; init; } = 1;

    /// <summary>The step between identity values.</summary>
    public long IdentityIncrement { get; init; } = 1;

    /// <summary>DEFAULT's expression as T-SQL text; null for none.</summary>
    public string? DefaultText { get; init; }
}
