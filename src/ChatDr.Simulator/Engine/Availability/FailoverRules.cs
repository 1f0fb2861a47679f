namespace ChatDr.Simulator.Engine.Availability;

/// <summary>Who may become primary, as far as the replica itself can tell; quorum and synchronisation come after.</summary>
internal static class FailoverRules
{
    /// <summary>
    /// The refusal's error number; null when there is none (docs/sql-server-facts.md A3, A5, D; Microsoft Learn, "Database Engine events and errors (41400 to
    /// 49999)").
    /// </summary>
    /// <param name="cluster">CLUSTER_TYPE.</param>
    /// <param name="allowDataLoss">FORCE_FAILOVER_ALLOW_DATA_LOSS rather than FAILOVER.</param>
    /// <param name="isExternalSession">The session's context has external_cluster = yes.</param>
    /// <param name="role">The local role.</param>
    /// <param name="mode">The local AVAILABILITY_MODE; null when the replica was removed from the group.</param>
    /// <param name="isReinitializing">A local copy was cut back and has not the log yet up to where it was.</param>
    public static int? Refusal(ClusterType cluster, bool allowDataLoss, bool isExternalSession, ReplicaRole role, AvailabilityMode? mode,
        bool isReinitializing) => 0 switch
        {
            _ when cluster == ClusterType.External && !isExternalSession => 47104,
            _ when cluster == ClusterType.None && !allowDataLoss => 47122,
            _ when role == ReplicaRole.Primary => 41122,
            _ when mode is null => 41142,
            _ when mode == AvailabilityMode.ConfigurationOnly => 47109,
            _ when !allowDataLoss && mode != AvailabilityMode.Synchronous => 41142,
            _ when isReinitializing => allowDataLoss ? 35253 : 41142,
            _ => null,
        };
}
