namespace ChatDr.Operator.Failovers;

/// <summary>What to do at an instance.</summary>
internal enum FailoverActionKind
{
    /// <summary>End the clients' sessions, take the database out of its group and back up its tail.</summary>
    TakeTail,

    /// <summary>Restore what continues the copy.</summary>
    ApplyLogs,

    /// <summary>Bring the copy online.</summary>
    Recover,

    /// <summary>Write and see that it holds.</summary>
    Write,
}
