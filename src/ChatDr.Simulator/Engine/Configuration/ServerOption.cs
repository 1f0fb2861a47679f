namespace ChatDr.Simulator.Engine.Configuration;

/// <summary>An option of sp_configure (Microsoft Learn, "Server configuration options").</summary>
/// <param name="Id">configuration_id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Default">The value of a new instance.</param>
/// <param name="Minimum">The least value.</param>
/// <param name="Maximum">The greatest value.</param>
/// <param name="IsDynamic">Whether RECONFIGURE is enough.</param>
/// <param name="IsAdvanced">Whether it is shown under 'show advanced options' only.</param>
/// <param name="IsSimulated">Whether its value means something here; another one cannot be changed.</param>
/// <param name="Description">What it is.</param>
internal sealed record ServerOption(
    int Id, string Name, int Default, int Minimum, int Maximum, bool IsDynamic, bool IsAdvanced, bool IsSimulated, string Description)
{
    /// <summary>Whether other options that are advanced are shown and set.</summary>
    public const string ShowAdvanced = "show advanced options";

    /// <summary>Whether a BACKUP that says nothing of it is compressed.</summary>
    public const string BackupCompression = "backup compression default";

    /// <summary>Whether a BACKUP that says nothing of it has checksums.</summary>
    public const string BackupChecksum = "backup checksum default";

    /// <summary>The options that are known here, by name.</summary>
    public static IReadOnlyList<ServerOption> All { get; } =
    [
        new(16384, "Agent XPs", 0, 0, 1, true, true, false, "Enable or disable Agent XPs"),
        new(1584, BackupChecksum, 0, 0, 1, true, false, true, "Enable checksum of backups by default"),
        new(1579, BackupCompression, 0, 0, 1, true, false, true, "Enable compression of backups by default"),
        new(1562, "clr enabled", 0, 0, 1, true, false, false, "CLR user code execution enabled in the server"),
        new(16393, "contained database authentication", 0, 0, 1, true, false, false, "Enables contained databases and contained authentication"),
        new(1544, "max server memory (MB)", int.MaxValue, 128, int.MaxValue, true, true, false, "Maximum size of server memory (MB)"),
        new(117, "remote access", 1, 0, 1, false, false, false, "Allow remote access"),
        new(518, ShowAdvanced, 0, 0, 1, true, false, true, "show advanced options"),
        new(103, "user connections", 0, 0, 32767, false, true, false, "Number of user connections allowed"),
        new(16390, "xp_cmdshell", 0, 0, 1, true, true, false, "Enable or disable command shell"),
    ];
}
