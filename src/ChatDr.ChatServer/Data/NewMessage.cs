namespace ChatDr.ChatServer.Data;

/// <summary>What a client posts.</summary>
/// <param name="Author">1 to 100 characters.</param>
/// <param name="Body">1 to 4000 characters.</param>
/// <param name="ClientId">Makes sending it again safe.</param>
internal sealed record NewMessage(string? Author, string? Body, Guid ClientId)
{
    private const int LongestAuthor = 100, LongestBody = 4000;

    /// <summary>What is wrong with it, or null.</summary>
    public string? Complaint =>
        Author is not { Length: >= 1 and <= LongestAuthor } ? $"author must have 1 to {LongestAuthor} characters"
        : Body is not { Length: >= 1 and <= LongestBody } ? $"body must have 1 to {LongestBody} characters"
        : Author.Contains('\0', StringComparison.Ordinal) || Body.Contains('\0', StringComparison.Ordinal) ? "author and body must not hold NUL"
        : ClientId == Guid.Empty ? "clientId must be a GUID of the client's making"
        : null;
}
