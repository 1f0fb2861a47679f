namespace ChatDr.Simulator.Protocol;

/// <summary>A parameter of a remote procedure call or of a parameterised batch.</summary>
/// <param name="name">With its @; empty when it was passed by position.</param>
/// <param name="type">As the client declared it.</param>
/// <param name="value">The CLR value by <see cref="SqlTypeKind"/>; null for NULL.</param>
/// <param name="isOutput">Whether the client wants it back.</param>
internal sealed class RpcParameter(string name, SqlType type, object? value, bool isOutput = false)
{
    /// <summary>With its @; empty when it was passed by position.</summary>
    public string Name { get; set; } = name;

    /// <summary>As the client declared it.</summary>
    public SqlType Type { get; } = type;

    /// <summary>The value; the executor writes here what goes back for an output parameter.</summary>
    public object? Value { get; set; } = value;

    /// <summary>Whether the client wants it back.</summary>
    public bool IsOutput { get; } = isOutput;
}
