namespace ChatDr.Simulator.Engine.Storage;

/// <summary>Decides from where on a log is needed, and what sys.databases says holds it.</summary>
internal static class LogTruncation
{
    /// <summary>The first record that must be kept, and the reason to show.</summary>
    /// <param name="checkpoint">Up to where the image on disk reaches.</param>
    /// <param name="logChain">Where the next log backup starts; null while there is no log chain (SIMPLE, no full backup yet) or the copy is being
    /// restored.</param>
    /// <param name="lastCommit">The last commit applied: log without commits holds nothing worth a reason.</param>
    /// <param name="holders">Who else needs the log, from where on.</param>
    public static (Lsn KeepFrom, LogReuseWait Wait) Decide(Lsn checkpoint, Lsn? logChain, Lsn lastCommit, IEnumerable<(LogReuseWait Reason, Lsn From)> holders)
    {
        var (keep, first, wait) = (checkpoint, checkpoint, LogReuseWait.Checkpoint);
        if (logChain is { } backedUp)
        {
            // With a log chain the engine makes its checkpoints when they are of use, so the next log backup is what counts.
            (keep, first, wait) = (Lsn.Min(keep, backedUp), backedUp, LogReuseWait.LogBackup);
        }

        foreach (var (reason, from) in holders)
        {
            keep = Lsn.Min(keep, from);
            if (from < first)
            {
                (first, wait) = (from, reason);
            }
        }

        return (keep, first <= lastCommit ? wait : LogReuseWait.Nothing);
    }

    /// <summary>log_reuse_wait_desc.</summary>
    public static string Describe(LogReuseWait wait) => wait switch
    {
        LogReuseWait.Nothing => "NOTHING",
        LogReuseWait.Checkpoint => "CHECKPOINT",
        LogReuseWait.LogBackup => "LOG_BACKUP",
        LogReuseWait.ActiveBackupOrRestore => "ACTIVE_BACKUP_OR_RESTORE",
        LogReuseWait.ActiveTransaction => "ACTIVE_TRANSACTION",
        LogReuseWait.DatabaseMirroring => "DATABASE_MIRRORING",
        LogReuseWait.AvailabilityReplica => "AVAILABILITY_REPLICA",
        _ => throw new ArgumentOutOfRangeException(nameof(wait), wait, "No such reason."),
    };
}
