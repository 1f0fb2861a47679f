using ChatDr.Simulator.Engine.Storage;

namespace ChatDr.Simulator.Engine.Databases;

/// <summary>Log that a running backup needs, so that it is not given up meanwhile (log_reuse_wait ACTIVE_BACKUP_OR_RESTORE).</summary>
internal sealed class HeldLog(Lsn from)
{
    /// <summary>The first record needed.</summary>
    public Lsn From => from;

    /// <summary>Held until redo is here: what the backup notes in the log takes over. Null while the backup runs.</summary>
    public Lsn? ReleasedAt { get; set; }
}
