namespace ChatDr.Kubernetes.Models;

/// <summary>A Deployment as observed.</summary>
public sealed record V1DeploymentStatus
{
    /// <summary>The generation that the rest speaks of.</summary>
    public long? ObservedGeneration { get; init; }

    /// <summary>Pods that exist.</summary>
    public int? Replicas { get; init; }

    /// <summary>Pods of the newest template.</summary>
    public int? UpdatedReplicas { get; init; }

    /// <summary>Pods that are ready.</summary>
    public int? ReadyReplicas { get; init; }

    /// <summary>Pods ready for MinReadySeconds.</summary>
    public int? AvailableReplicas { get; init; }

    /// <summary>Pods still missing.</summary>
    public int? UnavailableReplicas { get; init; }

    /// <summary>Available, Progressing, ReplicaFailure.</summary>
    public IReadOnlyList<V1DeploymentCondition>? Conditions { get; init; }
}
