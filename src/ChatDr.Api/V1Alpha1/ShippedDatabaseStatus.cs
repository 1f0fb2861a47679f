namespace ChatDr.Api.V1Alpha1;

/// <summary>A shipped database as observed.</summary>
public sealed record ShippedDatabaseStatus
{
    /// <summary>The database's name.</summary>
    public required string Name { get; init; }

    /// <summary>The newest log backup's file name.</summary>
    public string? LastBackupFile { get; init; }

    /// <summary>The newest log backup's LastLSN.</summary>
    public string? LastBackedUpLsn { get; init; }

    /// <summary>When the newest log backup was begun: everything committed before is in it.</summary>
    public DateTimeOffset? LastBackedUpTime { get; init; }

    /// <summary>The target's redo start LSN.</summary>
    public string? LastRestoredLsn { get; init; }

    /// <summary>When the log backup that was restored last was begun.</summary>
    public DateTimeOffset? LastRestoredTime { get; init; }

    /// <summary>Log backups that wait to be restored.</summary>
    public int? WaitingBackups { get; init; }

    /// <summary>
    /// What would be lost if the source's site vanished now and the share survived, as a duration: the backup interval while backups come in time.
    /// </summary>
    public string? EstimatedDataLoss { get; init; }

    /// <summary>The LSN range that is missing between what the target has and the next file, when there is a gap.</summary>
    public string? MissingLsnRange { get; init; }
}
