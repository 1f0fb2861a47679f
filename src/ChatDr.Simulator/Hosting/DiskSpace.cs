namespace ChatDr.Simulator.Hosting;

/// <summary>The operating system's answer that a volume is full: ENOSPC (28) or EDQUOT (122) on Linux, ERROR_DISK_FULL (112) on Windows.</summary>
internal static class DiskSpace
{
    private const int NoSpace = 28;
    private const int OverQuota = 122;
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    /// <summary>As SQL Server words it on both platforms in 3202 and 17053.</summary>
    public const string Message = "112 (There is not enough space on the disk.)";

    /// <summary>Whether an error says that the volume is full.</summary>
    public static bool IsExhausted(Exception error) => error is IOException { HResult: NoSpace or OverQuota or WindowsDiskFull };

    /// <summary>The error of a write to a full volume.</summary>
    public static IOException Exhausted() => new("There is not enough space on the disk.", NoSpace);
}
