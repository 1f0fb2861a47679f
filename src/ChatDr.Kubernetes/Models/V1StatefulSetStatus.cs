namespace ChatDr.Kubernetes.Models;

/// <summary>A StatefulSet as observed.</summary>
public sealed record V1StatefulSetStatus
{
    /// <summary>The generation that the rest speaks of.</summary>
    public long? ObservedGeneration { get; init; }

    /// <summary>Pods that exist.</summary>
    public int? Replicas { get; init; }

    /// <summary>Pods that are ready.</summary>
    public int? ReadyReplicas { get; init; }

    /// <summary>Pods of the current revision.</summary>
    public int? CurrentReplicas { get; init; }

    /// <summary>Pods of the update revision.</summary>
    public int? UpdatedReplicas { get; init; }

    /// <summary>Pods ready for MinReadySeconds.</summary>
    public int? AvailableReplicas { get; init; }

    /// <summary>The revision that is being left.</summary>
    public string? CurrentRevision { get; init; }

    /// <summary>The revision that is being reached.</summary>
    public string? UpdateRevision { get; init; }
}
