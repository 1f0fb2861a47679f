using Microsoft.Extensions.Logging;

namespace ChatDr.Simulator.Hosting;

/// <summary>What hosting logs.</summary>
internal static partial class HostingLog
{
    [LoggerMessage(100, LogLevel.Information, "SQL Server is now ready for client connections: {Server}, a ChatDR simulator, no SQL Server, on [{Endpoint}].")]
    public static partial void Ready(this ILogger logger, string server, string endpoint);

    [LoggerMessage(101, LogLevel.Information, "SQL Server simulator {Server} is shutting down because of a system shutdown request.")]
    public static partial void ShuttingDown(this ILogger logger, string server);

    [LoggerMessage(102, LogLevel.Warning, "{Warning}")]
    public static partial void SettingIgnored(this ILogger logger, string warning);

    [LoggerMessage(103, LogLevel.Error, "{Server} did not shut down within {Limit}: the process ends as if it were killed, and the next start recovers.")]
    public static partial void ShutdownTimedOut(this ILogger logger, string server, TimeSpan limit);

    [LoggerMessage(104, LogLevel.Error, "A task of the simulator failed and nobody looked: a fault of the simulator.")]
    public static partial void TaskFailed(this ILogger logger, Exception fault);
}
