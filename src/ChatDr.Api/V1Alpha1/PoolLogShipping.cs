namespace ChatDr.Api.V1Alpha1;

/// <summary>How logs are shipped between the sites.</summary>
public sealed record PoolLogShipping
{
    /// <summary>How often the log is backed up. It bounds what a lost site costs.</summary>
    public Duration BackupInterval { get; init; } = Duration.FromSeconds(15);

    /// <summary>How often waiting log backups are restored.</summary>
    public Duration RestoreInterval { get; init; } = Duration.FromSeconds(15);

    /// <summary>How old a log backup must be before it is restored; a shield against a mistake that would otherwise be copied at once.</summary>
    public Duration RestoreDelay { get; init; } = Duration.FromSeconds(0);

    /// <summary>How long log backups are kept on the share.</summary>
    public Duration Retention { get; init; } = Duration.Parse("72h");

    /// <summary>Whether backups are compressed.</summary>
    public BackupCompression Compression { get; init; } = BackupCompression.Default;

    /// <summary>Warn when no log backup was made for this long.</summary>
    public Duration BackupAlertAfter { get; init; } = Duration.Parse("60m");

    /// <summary>Warn when no log backup was restored for this long.</summary>
    public Duration RestoreAlertAfter { get; init; } = Duration.Parse("45m");

    /// <summary>The folder that every instance of both sites reads and writes.</summary>
    public required BackupShare Share { get; init; }
}
