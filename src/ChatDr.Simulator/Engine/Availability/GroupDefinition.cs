namespace ChatDr.Simulator.Engine.Availability;

/// <summary>What CREATE AVAILABILITY GROUP says.</summary>
internal sealed record GroupDefinition
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>CLUSTER_TYPE.</summary>
    public ClusterType ClusterType { get; init; } = ClusterType.External;

    /// <summary>DB_FAILOVER.</summary>
    public bool DatabaseFailover { get; init; }

    /// <summary>BASIC.</summary>
    public bool IsBasic { get; init; }

    /// <summary>REQUIRED_SYNCHRONIZED_SECONDARIES_TO_COMMIT; 0 by default.</summary>
    public int RequiredSynchronizedSecondaries { get; init; }

    /// <summary>WRITE_LEASE_VALIDITY in seconds; null: the group has no external lease.</summary>
    public int? WriteLeaseValidity { get; init; }

    /// <summary>AUTOMATED_BACKUP_PREFERENCE.</summary>
    public BackupPreference BackupPreference { get; init; } = BackupPreference.Secondary;

    /// <summary>REPLICA ON.</summary>
    public required IReadOnlyList<ReplicaConfiguration> Replicas { get; init; }

    /// <summary>FOR DATABASE.</summary>
    public IReadOnlyList<string> Databases { get; init; } = [];
}
