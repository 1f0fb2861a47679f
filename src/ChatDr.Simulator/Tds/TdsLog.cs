using Microsoft.Extensions.Logging;

namespace ChatDr.Simulator.Tds;

/// <summary>What the TDS front logs.</summary>
internal static partial class TdsLog
{
    [LoggerMessage(1, LogLevel.Information, "{Server} is listening on [{Endpoint}].")]
    public static partial void Listening(this ILogger logger, string server, string endpoint);

    [LoggerMessage(2, LogLevel.Warning, "Login refused with error {Number}, severity {Severity}, state {State}: {Message} [CLIENT: {Client}]")]
    public static partial void LoginRefused(this ILogger logger, int number, byte severity, byte state, string message, string client);

    [LoggerMessage(3, LogLevel.Warning, "The connection was closed (17836) because the client broke the protocol: {Reason} [CLIENT: {Client}]")]
    public static partial void ProtocolError(this ILogger logger, string reason, string client);

    [LoggerMessage(4, LogLevel.Debug, "The connection ended: {Reason} [CLIENT: {Client}]")]
    public static partial void ConnectionLost(this ILogger logger, string reason, string client);

    [LoggerMessage(5, LogLevel.Warning, "A connection was closed (17809) because {Maximum} are open already. [CLIENT: {Client}]")]
    public static partial void TooManyConnections(this ILogger logger, int maximum, string client);

    [LoggerMessage(6, LogLevel.Error, "The simulator failed on a request of session {Session}; the connection was closed.")]
    public static partial void RequestFailed(this ILogger logger, Exception fault, short session);

    [LoggerMessage(7, LogLevel.Warning, "The login was not completed within {Timeout}. [CLIENT: {Client}]")]
    public static partial void LoginTimedOut(this ILogger logger, TimeSpan timeout, string client);
}
