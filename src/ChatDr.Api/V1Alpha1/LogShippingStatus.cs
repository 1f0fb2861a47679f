using ChatDr.Api.Schema;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Api.V1Alpha1;

/// <summary>The shipping as observed.</summary>
public sealed record LogShippingStatus
{
    /// <summary>The generation of the spec that the status speaks of.</summary>
    public long? ObservedGeneration { get; init; }

    /// <summary>The SqlServerInstance whose log is backed up at present.</summary>
    public string? Source { get; init; }

    /// <summary>The databases.</summary>
    [ListMapKey("name")]
    public IReadOnlyList<ShippedDatabaseStatus> Databases { get; init; } = [];

    /// <summary>Ready, LogShippingHealthy, LogChainIntact, Suspended, Reconciling, Stalled.</summary>
    [ListMapKey("type")]
    public IReadOnlyList<V1Condition> Conditions { get; init; } = [];
}
