namespace ChatDr.Api.V1Alpha1;

/// <summary>A change of the principal inside a site.</summary>
public sealed record MirrorFailoverRecord
{
    /// <summary>The principal before.</summary>
    public required string From { get; init; }

    /// <summary>The principal after.</summary>
    public required string To { get; init; }

    /// <summary>Why: PrincipalLost, PrincipalRestarted or Ordered.</summary>
    public required string Reason { get; init; }

    /// <summary>When the principal was last seen serving.</summary>
    public DateTimeOffset? LastSeenAt { get; init; }

    /// <summary>When the loss was established.</summary>
    public DateTimeOffset? DetectedAt { get; init; }

    /// <summary>When the new principal served; absent while under way.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>The UID of the PoolFailover that ordered it; absent when nobody did.</summary>
    public string? Order { get; init; }

    /// <summary>Why an ordered failover did not happen; absent otherwise. The principal stays where it was.</summary>
    public string? Failure { get; init; }
}
