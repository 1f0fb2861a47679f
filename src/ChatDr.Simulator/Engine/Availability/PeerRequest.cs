namespace ChatDr.Simulator.Engine.Availability;

/// <summary>What replicas ask of each other.</summary>
internal enum PeerRequest
{
    /// <summary>A candidate asks for the configuration that a replica keeps.</summary>
    Query,

    /// <summary>A candidate asks to be followed, and nobody before it.</summary>
    Promise,

    /// <summary>The primary hands out a configuration.</summary>
    Configure,

    /// <summary>The primary offers itself; answered when the replica is ready for it, or after a while.</summary>
    Attach,

    /// <summary>Where a copy stands.</summary>
    Position,

    /// <summary>Cut the copy's log back.</summary>
    CutBack,

    /// <summary>A piece of an image; with the last one the copy is made from it.</summary>
    Seed,

    /// <summary>Harden log.</summary>
    Log,

    /// <summary>Are you there.</summary>
    Heartbeat,

    /// <summary>A secondary asks the primary whether a restored copy can go on from where it stands.</summary>
    Join,

    /// <summary>A secondary tells the primary that it suspended a copy.</summary>
    Suspended,

    /// <summary>A secondary asks the primary from where its log backup begins, and up to where log is committed.</summary>
    BeginLogBackup,

    /// <summary>A secondary tells the primary that it backed up log.</summary>
    EndLogBackup,
}
