namespace ChatDr.Lab.Demo;

/// <summary>A message whose sender was told that it is kept.</summary>
/// <param name="ClientId">The sender's own mark, by which it is found again.</param>
/// <param name="Sequence">The number that the chat server answered.</param>
/// <param name="Body">Its text.</param>
/// <param name="AcknowledgedAt">When the answer came.</param>
internal sealed record AcknowledgedMessage(Guid ClientId, long Sequence, string Body, DateTimeOffset AcknowledgedAt);
