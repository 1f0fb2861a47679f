namespace ChatDr.Lab.Demo;

/// <summary>What one event cost.</summary>
/// <param name="Acknowledged">Messages acknowledged since the event before.</param>
/// <param name="Lost">Messages that were acknowledged and are gone.</param>
internal sealed record LossCount(int Acknowledged, IReadOnlyList<AcknowledgedMessage> Lost)
{
    /// <summary>How long before <paramref name="disaster"/> the oldest of the lost messages was acknowledged; zero when none is lost.</summary>
    public TimeSpan Reach(DateTimeOffset disaster) =>
        Lost.Count == 0 ? TimeSpan.Zero : disaster - Lost.Min(message => message.AcknowledgedAt);
}
