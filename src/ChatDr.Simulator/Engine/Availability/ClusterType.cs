namespace ChatDr.Simulator.Engine.Availability;

/// <summary>sys.availability_groups.cluster_type (docs/sql-server-facts.md A3). WSFC (0) is not simulated.</summary>
internal enum ClusterType : byte
{
    /// <summary>NONE: nothing arbitrates; only forced failover.</summary>
    None = 1,

    /// <summary>EXTERNAL: a cluster manager outside, and replicas that keep the configuration among themselves.</summary>
    External = 2,
}
