namespace ChatDr.Simulator.Engine.Storage;

/// <summary>
/// sys.databases.log_reuse_wait: what keeps the log from being cut (Microsoft Learn, "The transaction log", "Factors that can delay log truncation").
/// </summary>
internal enum LogReuseWait : byte
{
    /// <summary>NOTHING.</summary>
    Nothing = 0,

    /// <summary>CHECKPOINT: none has come since the log was cut last.</summary>
    Checkpoint = 1,

    /// <summary>LOG_BACKUP: the log must be backed up first.</summary>
    LogBackup = 2,

    /// <summary>ACTIVE_BACKUP_OR_RESTORE.</summary>
    ActiveBackupOrRestore = 3,

    /// <summary>ACTIVE_TRANSACTION.</summary>
    ActiveTransaction = 4,

    /// <summary>DATABASE_MIRRORING: the mirror lacks it.</summary>
    DatabaseMirroring = 5,

    /// <summary>AVAILABILITY_REPLICA: a secondary lacks it.</summary>
    AvailabilityReplica = 9,
}
