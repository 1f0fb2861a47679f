namespace ChatDr.Operator.Tests.Failovers;

/// <summary>A DatabaseMirroring: what its spec says, and what its controller has last said of it.</summary>
internal sealed record ModelMirroring(bool Suspend, bool Fence, bool HasChat)
{
    public bool Acknowledged { get; init; } = true;

    public bool SaysSuspended { get; init; }

    public bool SaysFenced { get; init; }

    public bool SaysMirrored { get; init; }

    public string? SaysPrincipal { get; init; }

    /// <summary>The spec before, on which a pass may still be acting until the present one is acknowledged.</summary>
    public (bool Suspend, bool Fence, bool HasChat)? Stale { get; init; }
}
