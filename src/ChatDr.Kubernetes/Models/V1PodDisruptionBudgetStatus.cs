namespace ChatDr.Kubernetes.Models;

/// <summary>A budget as observed.</summary>
public sealed record V1PodDisruptionBudgetStatus
{
    /// <summary>The generation that the rest speaks of.</summary>
    public long? ObservedGeneration { get; init; }

    /// <summary>Evictions allowed now.</summary>
    public int? DisruptionsAllowed { get; init; }

    /// <summary>Healthy pods.</summary>
    public int? CurrentHealthy { get; init; }

    /// <summary>Healthy pods that must remain.</summary>
    public int? DesiredHealthy { get; init; }

    /// <summary>Pods that are counted.</summary>
    public int? ExpectedPods { get; init; }
}
