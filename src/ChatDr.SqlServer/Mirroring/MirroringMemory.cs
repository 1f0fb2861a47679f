using System.Collections.Immutable;

namespace ChatDr.SqlServer.Mirroring;

/// <summary>
/// What a pass has to know of the passes before. The first five members belong into a durable status; the rest only spares the servers repetition, and an
/// operator that starts without it decides as safely.
/// </summary>
public sealed record MirroringMemory
{
    /// <summary>The member that was principal last.</summary>
    public string? Principal { get; init; }

    /// <summary>The highest configuration sequence number seen.</summary>
    public long SequenceNumber { get; init; }

    /// <summary>Since when the principal has not answered.</summary>
    public DateTimeOffset? PrincipalLostSince { get; init; }

    /// <summary>The last failover.</summary>
    public MirrorFailover? Failover { get; init; }

    /// <summary>When the principal was last seen serving.</summary>
    public DateTimeOffset? PrincipalLastSeenAt { get; init; }

    /// <summary>Since when a secondary has not been following the principal, by member.</summary>
    public ImmutableDictionary<string, DateTimeOffset> AstraySince { get; init; } = ImmutableDictionary<string, DateTimeOffset>.Empty;

    /// <summary>What was done last, and how it ended, by <see cref="MirroringAction.Key"/>.</summary>
    public ImmutableDictionary<string, ActionOutcome> Outcomes { get; init; } = ImmutableDictionary<string, ActionOutcome>.Empty;
}
