namespace ChatDr.Kubernetes.Models;

/// <summary>A pod as observed.</summary>
public sealed record V1PodStatus
{
    /// <summary><c>Pending</c>, <c>Running</c>, <c>Succeeded</c>, <c>Failed</c> or <c>Unknown</c>.</summary>
    public string? Phase { get; init; }

    /// <summary>Ready and its like, keyed by type.</summary>
    public IReadOnlyList<V1PodCondition>? Conditions { get; init; }

    /// <summary>Why it is in this phase, for people.</summary>
    public string? Message { get; init; }

    /// <summary>Why it is in this phase, in one word.</summary>
    public string? Reason { get; init; }

    /// <summary>The node's address.</summary>
    public string? HostIP { get; init; }

    /// <summary>The pod's address.</summary>
    public string? PodIP { get; init; }

    /// <summary>The pod's addresses, one per family.</summary>
    public IReadOnlyList<V1PodIP>? PodIPs { get; init; }

    /// <summary>When the kubelet took the pod on.</summary>
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>The init containers as observed.</summary>
    public IReadOnlyList<V1ContainerStatus>? InitContainerStatuses { get; init; }

    /// <summary>The containers as observed.</summary>
    public IReadOnlyList<V1ContainerStatus>? ContainerStatuses { get; init; }
}
