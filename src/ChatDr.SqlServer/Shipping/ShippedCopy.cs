namespace ChatDr.SqlServer.Shipping;

/// <summary>A copy of a database on one instance, as sys.databases, sys.database_recovery_status and sys.master_files tell.</summary>
public sealed record ShippedCopy
{
    /// <summary>No database of that name.</summary>
    public static ShippedCopy Absent { get; } = new() { State = "ABSENT" };

    /// <summary>state_desc: ONLINE, RESTORING, RECOVERY_PENDING …, or ABSENT.</summary>
    public required string State { get; init; }

    /// <summary>Whether the copy belongs to an availability group on its instance.</summary>
    public bool InGroup { get; init; }

    /// <summary>Where the next log backup begins; null when no full backup has started a chain.</summary>
    public decimal? LastLogBackupLsn { get; init; }

    /// <summary>The recovery fork the copy is on.</summary>
    public Guid? Fork { get; init; }

    /// <summary>The recovery fork before.</summary>
    public Guid? FirstFork { get; init; }

    /// <summary>Where the copy left that fork.</summary>
    public decimal? ForkPoint { get; init; }

    /// <summary>Of a RESTORING copy: the LSN at which the next log must begin.</summary>
    public decimal? RedoStartLsn { get; init; }

    /// <summary>Whether the copy serves.</summary>
    public bool IsOnline => State == "ONLINE";

    /// <summary>Whether the copy waits for logs.</summary>
    public bool IsRestoring => State == "RESTORING";

    /// <summary>Whether everything that <paramref name="copy"/> holds is part of this copy's history: it left no fork that this copy did not.</summary>
    public bool Contains(ShippedCopy copy) =>
        copy.RedoStartLsn is { } redo && copy.Fork is { } fork && (fork == Fork || (fork == FirstFork && ForkPoint is { } point && redo <= point));
}
