namespace ChatDr.Kubernetes.Models;

/// <summary>The wanted pods and their volumes.</summary>
public sealed record V1StatefulSetSpec
{
    /// <summary>How many pods.</summary>
    public int? Replicas { get; init; }

    /// <summary>Which pods belong to it; immutable.</summary>
    public V1LabelSelector? Selector { get; init; }

    /// <summary>The Service that governs the pods' names; immutable.</summary>
    public string? ServiceName { get; init; }

    /// <summary>The pods.</summary>
    public V1PodTemplateSpec? Template { get; init; }

    /// <summary>A claim per pod; immutable.</summary>
    public IReadOnlyList<V1PersistentVolumeClaim>? VolumeClaimTemplates { get; init; }

    /// <summary><c>OrderedReady</c> or <c>Parallel</c>; immutable.</summary>
    public string? PodManagementPolicy { get; init; }

    /// <summary>How a changed template reaches the pods.</summary>
    public V1StatefulSetUpdateStrategy? UpdateStrategy { get; init; }

    /// <summary>How many old revisions are kept.</summary>
    public int? RevisionHistoryLimit { get; init; }

    /// <summary>How long a pod must be ready to count as available.</summary>
    public int? MinReadySeconds { get; init; }

    /// <summary>What becomes of the claims.</summary>
    public V1StatefulSetPersistentVolumeClaimRetentionPolicy? PersistentVolumeClaimRetentionPolicy { get; init; }
}
