namespace ChatDr.ChatServer.Data;

/// <summary>The database could not be used.</summary>
/// <param name="message">Why.</param>
/// <param name="isOutcomeUnknown">Whether a write may nevertheless have been committed.</param>
/// <param name="inner">The cause.</param>
internal sealed class ChatUnavailableException(string message, bool isOutcomeUnknown, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether a write may nevertheless have been committed.</summary>
    public bool IsOutcomeUnknown { get; } = isOutcomeUnknown;
}
