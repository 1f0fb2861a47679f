namespace ChatDr.Simulator.Engine.Mirroring;

/// <summary>sys.database_mirroring.mirroring_role.</summary>
internal enum MirroringRole : byte
{
    /// <summary>Serves the database.</summary>
    Principal = 1,

    /// <summary>Keeps the copy.</summary>
    Mirror = 2,
}
