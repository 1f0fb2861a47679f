namespace ChatDr.Simulator.Engine.Backups;

/// <summary>A row of msdb's history: a backup taken or a backup restored.</summary>
/// <param name="Id">backup_set_id or restore_history_id.</param>
/// <param name="IsRestore">Whether it is a row of restorehistory.</param>
/// <param name="Header">The backup set.</param>
/// <param name="File">physical_device_name, as T-SQL named it.</param>
/// <param name="At">When it finished, UTC.</param>
/// <param name="DestinationDatabase">The database restored into, or backed up.</param>
/// <param name="Recovery">RESTORE … WITH RECOVERY.</param>
/// <param name="Replace">RESTORE … WITH REPLACE.</param>
/// <param name="UserName">Who asked.</param>
internal sealed record HistoryEntry(int Id, bool IsRestore, BackupHeader Header, string File, DateTime At, string DestinationDatabase, bool Recovery,
    bool Replace, string UserName)
{
    /// <summary>The media set that the backup is in; null for a restore from one of the format before.</summary>
    public MediaHeader? Media { get; init; }

    /// <summary>physical_block_size, bytes.</summary>
    public int BlockSize { get; init; }

    /// <summary>RESTORE … WITH RESTART.</summary>
    public bool Restart { get; init; }

    /// <summary>Where a restore put the data and the log file; empty for a backup.</summary>
    public IReadOnlyList<string> DestinationFiles { get; init; } = [];
}
