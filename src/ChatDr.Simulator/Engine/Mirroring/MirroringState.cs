namespace ChatDr.Simulator.Engine.Mirroring;

/// <summary>sys.database_mirroring.mirroring_state (Microsoft Learn, "Mirroring states").</summary>
internal enum MirroringState : byte
{
    /// <summary>No log is sent: the principal runs without being mirrored.</summary>
    Suspended = 0,

    /// <summary>The partners do not see each other.</summary>
    Disconnected = 1,

    /// <summary>The mirror lags behind.</summary>
    Synchronizing = 2,

    /// <summary>A manual failover has begun and the mirror has not taken over yet.</summary>
    PendingFailover = 3,

    /// <summary>The mirror has what the principal has.</summary>
    Synchronized = 4,
}
