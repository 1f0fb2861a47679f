namespace ChatDr.SqlServer.Mirroring;

/// <summary>How far the mirror of a database is.</summary>
public enum MirroringState
{
    /// <summary>The database has no mirror.</summary>
    NotMirrored,

    /// <summary>The mirror is not connected.</summary>
    Disconnected,

    /// <summary>Data movement is suspended.</summary>
    Suspended,

    /// <summary>The mirror catches up: a failover would lose data.</summary>
    Synchronizing,

    /// <summary>Every acknowledged write is on both partners.</summary>
    Synchronized,
}
