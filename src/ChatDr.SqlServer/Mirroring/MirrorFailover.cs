namespace ChatDr.SqlServer.Mirroring;

/// <summary>A change of the principal: under way, done or given up.</summary>
public sealed record MirrorFailover
{
    /// <summary>Reason when the principal went silent.</summary>
    public const string PrincipalLost = "PrincipalLost";

    /// <summary>Reason when the principal came back in RESOLVING.</summary>
    public const string PrincipalRestarted = "PrincipalRestarted";

    /// <summary>Reason when a person ordered it.</summary>
    public const string Ordered = "Ordered";

    /// <summary>Reason when a database came online on the partner that was not principal.</summary>
    public const string DatabaseMoved = "DatabaseMoved";

    /// <summary>The principal before.</summary>
    public required string From { get; init; }

    /// <summary>The principal after.</summary>
    public required string To { get; init; }

    /// <summary>One of the reasons above.</summary>
    public required string Reason { get; init; }

    /// <summary>When the principal was last seen serving.</summary>
    public DateTimeOffset? LastSeenAt { get; init; }

    /// <summary>When the loss was established.</summary>
    public DateTimeOffset? DetectedAt { get; init; }

    /// <summary>When the new principal served.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>The order that asked for it.</summary>
    public string? OrderId { get; init; }

    /// <summary>Why it was given up.</summary>
    public string? Failure { get; init; }

    /// <summary>Whether it is neither done nor given up.</summary>
    public bool IsUnderWay => CompletedAt is null && Failure is null;
}
