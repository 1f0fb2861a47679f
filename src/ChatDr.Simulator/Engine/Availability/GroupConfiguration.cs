using System.Text.Json.Serialization;

namespace ChatDr.Simulator.Engine.Availability;

/// <summary>
/// The configuration of an availability group, kept by every replica. <see cref="Sequence"/> orders all versions; its upper half counts failovers.
/// </summary>
internal sealed record GroupConfiguration
{
    /// <summary>group_id.</summary>
    public required Guid GroupId { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>sequence_number (docs/sql-server-facts.md A5: printed as hi32:lo32).</summary>
    public required long Sequence { get; init; }

    /// <summary>The replica that is, or last was, primary.</summary>
    public required string Primary { get; init; }

    /// <summary>cluster_type.</summary>
    public ClusterType ClusterType { get; init; } = ClusterType.External;

    /// <summary>basic_features.</summary>
    public bool IsBasic { get; init; }

    /// <summary>WRITE_LEASE_VALIDITY in seconds; null: the group has no external lease.</summary>
    public int? WriteLeaseValidity { get; init; }

    /// <summary>AUTOMATED_BACKUP_PREFERENCE.</summary>
    public BackupPreference BackupPreference { get; init; } = BackupPreference.Secondary;

    /// <summary>
    /// The epoch of the last forced failover; 0 for none. A copy that missed it is suspended when it follows again (docs/sql-server-facts.md D).
    /// </summary>
    public long ForcedEpoch { get; init; }

    /// <summary>REQUIRED_SYNCHRONIZED_SECONDARIES_TO_COMMIT.</summary>
    public int RequiredSynchronizedSecondaries { get; init; }

    /// <summary>DB_FAILOVER.</summary>
    public bool DatabaseFailover { get; init; }

    /// <summary>The replicas.</summary>
    public required IReadOnlyList<ReplicaConfiguration> Replicas { get; init; }

    /// <summary>The databases.</summary>
    public IReadOnlyList<GroupDatabase> Databases { get; init; } = [];

    /// <summary>When this version was made, UTC.</summary>
    public DateTime Changed { get; init; }

    /// <summary>How many failovers there were.</summary>
    [JsonIgnore]
    public long Epoch => Sequence >> 32;

    /// <summary>The replicas whose word counts: joined, synchronous or configuration-only.</summary>
    [JsonIgnore]
    public IReadOnlyList<ReplicaConfiguration> Voters => [.. Replicas.Where(replica => replica.IsJoined && replica.Mode != AvailabilityMode.Asynchronous)];

    /// <summary>How many voters, the new primary among them, have to take part in a failover: a majority. Nothing arbitrates CLUSTER_TYPE = NONE.</summary>
    [JsonIgnore]
    public int FailoverQuorum => ClusterType == ClusterType.None ? 1 : (Voters.Count / 2) + 1;

    /// <summary>
    /// How many voters have to keep a change that the primary makes: enough to meet every failover quorum. Two replicas alone: the primary itself.
    /// </summary>
    [JsonIgnore]
    public int ChangeQuorum => ClusterType == ClusterType.None ? 1 : Math.Max(1, Voters.Count - FailoverQuorum + 1);

    /// <summary>The replicas of SYNCHRONOUS_COMMIT.</summary>
    [JsonIgnore]
    public int SynchronousReplicas => Replicas.Count(replica => replica.Mode == AvailabilityMode.Synchronous);

    /// <summary>A replica by name; null if there is none.</summary>
    public ReplicaConfiguration? Find(string replica) =>
        Replicas.FirstOrDefault(other => string.Equals(other.Name, replica, StringComparison.OrdinalIgnoreCase));

    /// <summary>How many secondaries hold every acknowledged commit of a database.</summary>
    public int SynchronizedSecondaries(string database) =>
        Databases.FirstOrDefault(other => string.Equals(other.Name, database, StringComparison.OrdinalIgnoreCase))?
            .Synchronized.Count(replica => !string.Equals(replica, Primary, StringComparison.OrdinalIgnoreCase)) ?? 0;

    /// <summary>Whether a replica holds every acknowledged commit of every database.</summary>
    public bool IsSynchronized(string replica) => Databases.All(database => database.Synchronized.Contains(replica, StringComparer.OrdinalIgnoreCase));
}
