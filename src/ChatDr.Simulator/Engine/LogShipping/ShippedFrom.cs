namespace ChatDr.Simulator.Engine.LogShipping;

/// <summary>A primary that is shipped to this instance: a row of log_shipping_secondary.</summary>
internal sealed record ShippedFrom
{
    /// <summary>secondary_id.</summary>
    public required Guid Id { get; init; }

    /// <summary>primary_server.</summary>
    public required string PrimaryServer { get; init; }

    /// <summary>primary_database.</summary>
    public required string PrimaryDatabase { get; init; }

    /// <summary>backup_source_directory.</summary>
    public required string SourceDirectory { get; init; }

    /// <summary>backup_destination_directory.</summary>
    public required string DestinationDirectory { get; init; }

    /// <summary>file_retention_period, minutes.</summary>
    public int FileRetention { get; init; } = 4320;

    /// <summary>copy_job_id.</summary>
    public required Guid CopyJobId { get; init; }

    /// <summary>restore_job_id.</summary>
    public required Guid RestoreJobId { get; init; }

    /// <summary>The databases here that it is restored into.</summary>
    public IReadOnlyList<ShippedSecondary> Databases { get; init; } = [];
}
