namespace ChatDr.SqlServer.Mirroring;

/// <summary>A database as one member has it.</summary>
public sealed record DatabaseCopy
{
    /// <summary>The database's name.</summary>
    public required string Name { get; init; }

    /// <summary><c>state_desc</c>, such as ONLINE or RESTORING.</summary>
    public required string State { get; init; }

    /// <summary>Whether its recovery model is FULL.</summary>
    public bool FullRecovery { get; init; }

    /// <summary>Whether it belongs to an availability replica here.</summary>
    public bool InGroup { get; init; }

    /// <summary>Where the next log would have to begin; null unless RESTORING.</summary>
    public decimal? RedoStartLsn { get; init; }

    /// <summary>Whether it serves clients.</summary>
    public bool IsOnline => State == "ONLINE";
}
