using Microsoft.Extensions.Logging;

namespace ChatDr.Operator.Shipping;

/// <summary>Log messages of the log shipping controller.</summary>
internal static partial class Log
{
    [LoggerMessage(4001, LogLevel.Information, "{Shipping}: {Action} {Database} {File}")]
    public static partial void Acted(this ILogger logger, string shipping, string action, string database, string? file);

    [LoggerMessage(4002, LogLevel.Warning, "{Shipping}: {Action} {Database} did not succeed: {Message}")]
    public static partial void Refused(this ILogger logger, string shipping, string action, string database, string message);

    [LoggerMessage(4003, LogLevel.Information, "{Shipping}: {Instance} cannot be reached: {Message}")]
    public static partial void Unreachable(this ILogger logger, string shipping, string instance, string message);
}
