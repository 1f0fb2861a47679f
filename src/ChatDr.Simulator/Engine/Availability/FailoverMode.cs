namespace ChatDr.Simulator.Engine.Availability;

/// <summary>sys.availability_replicas.failover_mode.</summary>
internal enum FailoverMode : byte
{
    /// <summary>AUTOMATIC: only under WSFC.</summary>
    Automatic = 0,

    /// <summary>MANUAL.</summary>
    Manual = 1,

    /// <summary>EXTERNAL.</summary>
    External = 2,
}
