using Microsoft.Extensions.Logging;

namespace ChatDr.Operator.Mirroring;

/// <summary>Log messages of the mirroring controller.</summary>
internal static partial class Log
{
    [LoggerMessage(2001, LogLevel.Information, "{Group}: {Statement} on {Member}: {Why}")]
    public static partial void Acted(this ILogger logger, string group, string member, string statement, string why);

    [LoggerMessage(2002, LogLevel.Warning, "{Group}: {Statement} on {Member} did not succeed: {Message}")]
    public static partial void Refused(this ILogger logger, string group, string member, string statement, string? message);

    [LoggerMessage(2003, LogLevel.Warning, "{Group}: certificates are not exchanged yet: {Failure}")]
    public static partial void PeersPending(this ILogger logger, string group, string failure);
}
