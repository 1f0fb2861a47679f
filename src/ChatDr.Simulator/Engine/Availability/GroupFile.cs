namespace ChatDr.Simulator.Engine.Availability;

/// <summary>What a replica keeps of a group, durably.</summary>
/// <param name="Configuration">The latest configuration that it took part in.</param>
/// <param name="PromisedEpoch">It follows no primary of an earlier epoch.</param>
/// <param name="CanCreateAnyDatabase">GRANT CREATE ANY DATABASE.</param>
internal sealed record GroupFile(GroupConfiguration Configuration, long PromisedEpoch, bool CanCreateAnyDatabase)
{
    /// <summary>
    /// CLUSTER_TYPE = NONE: what the replica is again after a restart, PRIMARY or SECONDARY (docs/sql-server-facts.md A3). EXTERNAL: always RESOLVING.
    /// </summary>
    public ReplicaRole RoleAtStart { get; init; } = ReplicaRole.Secondary;
}
