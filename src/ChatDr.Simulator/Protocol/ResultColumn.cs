namespace ChatDr.Simulator.Protocol;

/// <summary>A column of a result set.</summary>
/// <param name="Name">Its name; empty for an expression without one.</param>
/// <param name="Type">Its type.</param>
/// <param name="Nullable">Whether a value may be null.</param>
internal sealed record ResultColumn(string Name, SqlType Type, bool Nullable = true);
