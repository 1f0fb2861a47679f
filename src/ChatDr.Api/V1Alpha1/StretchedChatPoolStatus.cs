using ChatDr.Api.Schema;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Api.V1Alpha1;

/// <summary>The pool as observed.</summary>
public sealed record StretchedChatPoolStatus
{
    /// <summary>The generation of the spec that the status speaks of.</summary>
    public long? ObservedGeneration { get; init; }

    /// <summary>Normal: the home site's databases serve. FailedOver: the other site's do.</summary>
    public PoolState? PoolState { get; init; }

    /// <summary>The site whose databases serve; during a site failover, the one they leave until the target's are recovered.</summary>
    public string? ActiveSite { get; init; }

    /// <summary>The conditions in one word, for people. Programs read the conditions.</summary>
    public string? Phase { get; init; }

    /// <summary>What would be lost if the active site vanished now, as a duration.</summary>
    public string? EstimatedDataLoss { get; init; }

    /// <summary>Which mechanism mirrors.</summary>
    public string? Technology { get; init; }

    /// <summary>True when an instance is not a real SQL Server but the simulator.</summary>
    public bool? Simulated { get; init; }

    /// <summary>The PoolFailover that is under way.</summary>
    public string? Failover { get; init; }

    /// <summary>The sites.</summary>
    [ListMapKey("name")]
    public IReadOnlyList<PoolSiteStatus> Sites { get; init; } = [];

    /// <summary>The databases.</summary>
    [ListMapKey("name")]
    public IReadOnlyList<PoolDatabaseStatus> Databases { get; init; } = [];

    /// <summary>Ready, Reconciling, Stalled, Mirrored, WitnessConnected, LogShippingHealthy, SiteAvailable, ChatServersActive, Fenced.</summary>
    [ListMapKey("type")]
    public IReadOnlyList<V1Condition> Conditions { get; init; } = [];
}
