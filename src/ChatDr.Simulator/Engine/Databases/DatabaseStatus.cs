namespace ChatDr.Simulator.Engine.Databases;

/// <summary>sys.databases.state.</summary>
internal enum DatabaseStatus : byte
{
    /// <summary>ONLINE.</summary>
    Online = 0,

    /// <summary>RESTORING.</summary>
    Restoring = 1,

    /// <summary>RECOVERING.</summary>
    Recovering = 2,

    /// <summary>RECOVERY_PENDING.</summary>
    RecoveryPending = 3,

    /// <summary>SUSPECT: its files are damaged.</summary>
    Suspect = 4,

    /// <summary>OFFLINE.</summary>
    Offline = 6,
}
