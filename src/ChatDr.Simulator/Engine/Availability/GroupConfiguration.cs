using System.Text.Json.Serialization;

namespace ChatDr.Simulator.Engine.Availability;

/// <summary>The configuration of an availability group, kept by every replica. <see cref="Sequence"/> orders all versions; its upper half counts failovers.</summary>
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

    /// <summary>How many voters, the new primary among them, have to take part in a failover: a majority.</summary>
    [JsonIgnore]
    public int FailoverQuorum => (Voters.Count / 2) + 1;

    /// <summary>How many voters have to keep a change that the primary makes: enough to meet every failover quorum. Two replicas alone: the primary itself.</summary>
    [JsonIgnore]
    public int ChangeQuorum => Math.Max(1, Voters.Count - FailoverQuorum + 1);

    /// <summary>A replica by name; null if there is none.</summary>
    public ReplicaConfiguration? Find(string replica) => Replicas.FirstOrDefault(other => string.Equals(other.Name, replica, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a replica holds every acknowledged commit of every database.</summary>
    public bool IsSynchronized(string replica) => Databases.All(database => database.Synchronized.Contains(replica, StringComparer.OrdinalIgnoreCase));
}
