namespace ChatDr.SqlServer.Mirroring;

/// <summary>The state of a database on one replica of the group, as <c>sys.dm_hadr_database_replica_states</c> shows it where it was asked.</summary>
public sealed record DatabaseMovement
{
    /// <summary>The database's name.</summary>
    public required string Database { get; init; }

    /// <summary>The replica's @@SERVERNAME.</summary>
    public required string ServerName { get; init; }

    /// <summary>0 not synchronizing, 1 synchronizing, 2 synchronized, 3 reverting, 4 initializing; null while the replica has not joined it.</summary>
    public int? SynchronizationState { get; init; }

    /// <summary>Whether data movement is suspended.</summary>
    public bool IsSuspended { get; init; }

    /// <summary>suspend_reason 1: another replica was forced to become primary (Microsoft Learn, "sys.dm_hadr_database_replica_states").</summary>
    internal const int SuspendedByPartner = 1;

    /// <summary>Whether it is suspended because another replica was forced to become primary. Resuming rolls back what only this copy has.</summary>
    public bool WasForced { get; init; }

    /// <summary>Kilobytes that the replica has not received.</summary>
    public long? SendQueue { get; init; }

    /// <summary>Kilobytes that the replica has not redone.</summary>
    public long? RedoQueue { get; init; }

    /// <summary>The end of the log.</summary>
    public decimal? EndOfLogLsn { get; init; }

    /// <summary>Whether it is synchronized.</summary>
    public bool IsSynchronized => SynchronizationState == 2 && !IsSuspended;
}
