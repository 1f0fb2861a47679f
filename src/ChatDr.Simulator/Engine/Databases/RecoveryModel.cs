namespace ChatDr.Simulator.Engine.Databases;

/// <summary>sys.databases.recovery_model.</summary>
internal enum RecoveryModel : byte
{
    /// <summary>FULL.</summary>
    Full = 1,

    /// <summary>BULK_LOGGED; behaves as FULL here.</summary>
    BulkLogged = 2,

    /// <summary>SIMPLE.</summary>
    Simple = 3,
}
