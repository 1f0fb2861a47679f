namespace ChatDr.ChatServer.Data;

/// <summary>A message as clients see it.</summary>
/// <param name="Seq">Its number in the ledger; rises with every message of all rooms.</param>
/// <param name="Author">Who wrote it.</param>
/// <param name="Body">The text.</param>
/// <param name="ClientId">The client's own id of it.</param>
/// <param name="PostedAt">When, UTC.</param>
internal sealed record ChatMessage(long Seq, string Author, string Body, Guid ClientId, DateTime PostedAt);
