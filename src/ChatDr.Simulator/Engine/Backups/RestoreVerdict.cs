namespace ChatDr.Simulator.Engine.Backups;

/// <summary>What becomes of a log backup that is offered to a copy (docs/sql-server-facts.md C4).</summary>
internal enum RestoreVerdict
{
    /// <summary>It continues the copy.</summary>
    Apply,

    /// <summary>3154: it is of another database.</summary>
    OtherDatabase,

    /// <summary>4305: there is a gap; an earlier log backup is needed.</summary>
    TooRecent,

    /// <summary>4326: everything in it is in the copy already.</summary>
    TooEarly,

    /// <summary>4330: it is on another recovery path.</summary>
    OtherFork,
}
