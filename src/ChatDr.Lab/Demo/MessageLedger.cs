namespace ChatDr.Lab.Demo;

/// <summary>What clients were promised: every acknowledged message, independent of the servers that acknowledged it. Safe for concurrent use.</summary>
internal sealed class MessageLedger
{
    private readonly Lock _gate = new();
    private readonly List<AcknowledgedMessage> _acknowledged = [];
    private readonly HashSet<Guid> _unknown = [];

    /// <summary>How many messages were acknowledged.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _acknowledged.Count;
            }
        }
    }

    /// <summary>How many messages were sent whose outcome is not known (yet).</summary>
    public int UnknownCount
    {
        get
        {
            lock (_gate)
            {
                return _unknown.Count;
            }
        }
    }

    /// <summary>A message went out, and nobody knows yet what became of it.</summary>
    public void Sent(Guid clientId)
    {
        lock (_gate)
        {
            _unknown.Add(clientId);
        }
    }

    /// <summary>A message was acknowledged.</summary>
    public void Acknowledge(AcknowledgedMessage message)
    {
        lock (_gate)
        {
            _unknown.Remove(message.ClientId);
            _acknowledged.Add(message);
        }
    }

    /// <summary>The messages acknowledged from the <paramref name="from"/>th on.</summary>
    public IReadOnlyList<AcknowledgedMessage> Since(int from)
    {
        lock (_gate)
        {
            return [.. _acknowledged.Skip(from)];
        }
    }

    /// <summary>How many acknowledgements came at or after a moment.</summary>
    public int CountSince(DateTimeOffset moment)
    {
        lock (_gate)
        {
            return _acknowledged.Count - _acknowledged.TakeWhile(message => message.AcknowledgedAt < moment).Count();
        }
    }

    /// <summary>
    /// How long clients got no acknowledgement at all: the longest pause between two acknowledgements of which the second came after <paramref name="from"/>.
    /// Zero when there is none.
    /// </summary>
    public TimeSpan LongestPauseSince(DateTimeOffset from)
    {
        lock (_gate)
        {
            return _acknowledged.Zip(_acknowledged.Skip(1))
                .Where(pair => pair.Second.AcknowledgedAt > from)
                .Select(pair => pair.Second.AcknowledgedAt - pair.First.AcknowledgedAt)
                .DefaultIfEmpty(TimeSpan.Zero).Max();
        }
    }
}
