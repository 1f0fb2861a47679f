namespace ChatDr.Simulator.Engine.LogShipping;

/// <summary>A database whose log backups are shipped: its rows in log_shipping_primary_databases and log_shipping_monitor_primary.</summary>
internal sealed record ShippedPrimary
{
    /// <summary>primary_id.</summary>
    public required Guid Id { get; init; }

    /// <summary>primary_database.</summary>
    public required string Database { get; init; }

    /// <summary>backup_directory.</summary>
    public required string BackupDirectory { get; init; }

    /// <summary>backup_share.</summary>
    public required string BackupShare { get; init; }

    /// <summary>backup_retention_period, minutes.</summary>
    public int BackupRetention { get; init; } = 4320;

    /// <summary>backup_compression: 0 off, 1 on, 2 as the server's default says.</summary>
    public byte Compression { get; init; } = 2;

    /// <summary>backup_job_id.</summary>
    public required Guid BackupJobId { get; init; }

    /// <summary>backup_threshold, minutes.</summary>
    public int BackupThreshold { get; init; } = 60;

    /// <summary>threshold_alert.</summary>
    public int ThresholdAlert { get; init; } = 14420;

    /// <summary>threshold_alert_enabled.</summary>
    public bool ThresholdAlertEnabled { get; init; } = true;

    /// <summary>history_retention_period, minutes.</summary>
    public int HistoryRetention { get; init; } = 5760;

    /// <summary>log_shipping_primary_secondaries: server and database.</summary>
    public IReadOnlyList<ShippedTo> Secondaries { get; init; } = [];
}
