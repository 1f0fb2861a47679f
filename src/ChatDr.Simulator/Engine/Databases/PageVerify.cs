namespace ChatDr.Simulator.Engine.Databases;

/// <summary>sys.databases.page_verify_option. Kept as it is said: the files here have checksums in any case.</summary>
internal enum PageVerify : byte
{
    /// <summary>NONE.</summary>
    None = 0,

    /// <summary>TORN_PAGE_DETECTION.</summary>
    TornPageDetection = 1,

    /// <summary>CHECKSUM.</summary>
    Checksum = 2,
}
