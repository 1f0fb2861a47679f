namespace ChatDr.Simulator.Engine.LogShipping;

/// <summary>A database that a primary is restored into: its rows in log_shipping_secondary_databases and log_shipping_monitor_secondary.</summary>
internal sealed record ShippedSecondary
{
    /// <summary>secondary_database.</summary>
    public required string Database { get; init; }

    /// <summary>restore_delay, minutes.</summary>
    public int RestoreDelay { get; init; }

    /// <summary>restore_all.</summary>
    public bool RestoreAll { get; init; } = true;

    /// <summary>restore_mode: false NORECOVERY, true STANDBY.</summary>
    public bool RestoreMode { get; init; }

    /// <summary>disconnect_users.</summary>
    public bool DisconnectUsers { get; init; }

    /// <summary>block_size; -1 for the default.</summary>
    public int BlockSize { get; init; } = -1;

    /// <summary>buffer_count; -1 for the default.</summary>
    public int BufferCount { get; init; } = -1;

    /// <summary>max_transfer_size; -1 for the default.</summary>
    public int MaxTransferSize { get; init; } = -1;

    /// <summary>restore_threshold, minutes.</summary>
    public int RestoreThreshold { get; init; } = 45;

    /// <summary>threshold_alert.</summary>
    public int ThresholdAlert { get; init; } = 14421;

    /// <summary>threshold_alert_enabled.</summary>
    public bool ThresholdAlertEnabled { get; init; } = true;

    /// <summary>history_retention_period, minutes.</summary>
    public int HistoryRetention { get; init; } = 5760;
}
