namespace ChatDr.ChatServer;

/// <summary>What the chat server logs.</summary>
internal static partial class ChatLog
{
    [LoggerMessage(1, LogLevel.Information, "{Pod} is {Role}; messages are in {Database} at {Server}.")]
    public static partial void ConfigurationRead(this ILogger logger, string pod, string role, string server, string database);

    [LoggerMessage(2, LogLevel.Warning, "{Path} cannot be used, so this server is standby: {Reason}")]
    public static partial void ConfigurationUnreadable(this ILogger logger, string path, string reason);

    [LoggerMessage(3, LogLevel.Warning, "A message could not be written ({Outcome}): {Reason}")]
    public static partial void PostFailed(this ILogger logger, string outcome, string reason);

    [LoggerMessage(4, LogLevel.Warning, "Not ready: {Reason}")]
    public static partial void NotReady(this ILogger logger, string reason);

    [LoggerMessage(5, LogLevel.Information, "Ready: the database takes writes.")]
    public static partial void Ready(this ILogger logger);

    [LoggerMessage(6, LogLevel.Information, "The chat server {Pod} listens on {Address}.")]
    public static partial void Listening(this ILogger logger, string pod, string address);
}
