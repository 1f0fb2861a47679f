namespace ChatDr.Operator.Tests.Failovers;

/// <summary>The LogShipping: what its spec says, and what its controller has last said of it.</summary>
internal sealed record ModelShipping(bool Suspend, int Source, string Target)
{
    public bool Acknowledged { get; init; } = true;

    public bool SaysSuspended { get; init; }

    public bool SaysHealthy { get; init; }

    public DateTimeOffset? RestoredAt { get; init; }

    public (bool Suspend, int Source, string Target)? Stale { get; init; }
}
