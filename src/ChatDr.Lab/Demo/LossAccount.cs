namespace ChatDr.Lab.Demo;

/// <summary>Counts, event by event, which acknowledged messages are gone. A message is lost once.</summary>
internal sealed class LossAccount
{
    private readonly HashSet<Guid> _lost = [];
    private int _counted;

    /// <summary>Holds the ledger against what the chat has: what is missing and was not counted before is lost by this event.</summary>
    /// <param name="ledger">The promises, taken before <paramref name="kept"/> was read.</param>
    /// <param name="kept">What the serving site has.</param>
    public LossCount Close(IReadOnlyList<AcknowledgedMessage> ledger, IReadOnlySet<Guid> kept)
    {
        var missing = ledger.Where(message => !kept.Contains(message.ClientId) && _lost.Add(message.ClientId)).ToList();
        var acknowledged = ledger.Count - _counted;
        _counted = ledger.Count;
        return new LossCount(acknowledged, missing);
    }
}
