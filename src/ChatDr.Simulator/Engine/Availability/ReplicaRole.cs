namespace ChatDr.Simulator.Engine.Availability;

/// <summary>sys.dm_hadr_availability_replica_states.role.</summary>
internal enum ReplicaRole : byte
{
    /// <summary>RESOLVING.</summary>
    Resolving = 0,

    /// <summary>PRIMARY.</summary>
    Primary = 1,

    /// <summary>SECONDARY.</summary>
    Secondary = 2,
}
