namespace ChatDr.Simulator.Engine.Availability;

/// <summary>What MODIFY REPLICA ON changes; null where it is not said.</summary>
internal sealed record ReplicaChange
{
    /// <summary>The replica.</summary>
    public required string Name { get; init; }

    /// <summary>AVAILABILITY_MODE.</summary>
    public AvailabilityMode? Mode { get; init; }

    /// <summary>FAILOVER_MODE.</summary>
    public FailoverMode? FailoverMode { get; init; }

    /// <summary>SEEDING_MODE = AUTOMATIC or MANUAL.</summary>
    public bool? IsAutomaticSeeding { get; init; }

    /// <summary>SESSION_TIMEOUT in seconds.</summary>
    public int? SessionTimeout { get; init; }

    /// <summary>ENDPOINT_URL.</summary>
    public string? EndpointUrl { get; init; }

    /// <summary>BACKUP_PRIORITY, 0 to 100.</summary>
    public int? BackupPriority { get; init; }

    /// <summary>The replica as it is to be.</summary>
    public ReplicaConfiguration Apply(ReplicaConfiguration replica, DateTime now) => replica with
    {
        Mode = Mode ?? replica.Mode,
        FailoverMode = FailoverMode ?? replica.FailoverMode,
        IsAutomaticSeeding = IsAutomaticSeeding ?? replica.IsAutomaticSeeding,
        SessionTimeout = SessionTimeout ?? replica.SessionTimeout,
        EndpointUrl = EndpointUrl ?? replica.EndpointUrl,
        BackupPriority = BackupPriority ?? replica.BackupPriority,
        Modified = now,
    };
}
