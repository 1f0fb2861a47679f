namespace ChatDr.Simulator.Engine.Availability;

/// <summary>A replica of an availability group.</summary>
internal sealed record ReplicaConfiguration
{
    /// <summary>replica_id.</summary>
    public Guid Id { get; init; } = Guid.NewGuid();

    /// <summary>replica_server_name.</summary>
    public required string Name { get; init; }

    /// <summary>endpoint_url, such as tcp://n1:5022.</summary>
    public required string EndpointUrl { get; init; }

    /// <summary>availability_mode.</summary>
    public required AvailabilityMode Mode { get; init; }

    /// <summary>failover_mode.</summary>
    public FailoverMode FailoverMode { get; init; } = FailoverMode.External;

    /// <summary>SEEDING_MODE = AUTOMATIC.</summary>
    public bool IsAutomaticSeeding { get; init; }

    /// <summary>SESSION_TIMEOUT in seconds, at least 5.</summary>
    public int SessionTimeout { get; init; } = 10;

    /// <summary>BACKUP_PRIORITY, 0 to 100.</summary>
    public int BackupPriority { get; init; } = 50;

    /// <summary>Whether it has joined.</summary>
    public bool IsJoined { get; init; }

    /// <summary>When it was added, UTC.</summary>
    public DateTime Created { get; init; }

    /// <summary>When it was last changed, UTC.</summary>
    public DateTime Modified { get; init; }
}
