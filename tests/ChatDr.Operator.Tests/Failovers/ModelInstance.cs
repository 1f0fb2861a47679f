namespace ChatDr.Operator.Tests.Failovers;

/// <summary>An instance and its copy of the chat database. A log is a word: one letter per record, so that one history continues another when it begins with it.</summary>
internal sealed record ModelInstance(string Name, int Site)
{
    /// <summary>Whether anybody can reach it. What is away keeps its roles and returns with them.</summary>
    public bool Up { get; init; } = true;

    /// <summary>The copy's log; null when there is no copy.</summary>
    public string? Log { get; init; }

    public bool Online { get; init; }

    public bool InGroup { get; init; }

    public bool IsPrimary { get; init; }

    public bool LoginShallBeDisabled { get; init; }

    public bool LoginAcknowledged { get; init; } = true;

    public bool LoginDisabled { get; init; }

    /// <summary>Whether chat servers that reach it can write.</summary>
    public bool IsWritable => Up && Online && IsPrimary && !LoginDisabled;

    /// <summary>Whether the copy would take writes from anybody who reaches it.</summary>
    public bool Serves => Online && (IsPrimary || !InGroup);
}
