namespace ChatDr.Kubernetes.Models;

/// <summary>Pods to be near.</summary>
public sealed record V1PodAffinity
{
    /// <summary>Must.</summary>
    public IReadOnlyList<V1PodAffinityTerm>? RequiredDuringSchedulingIgnoredDuringExecution { get; init; }

    /// <summary>Should.</summary>
    public IReadOnlyList<V1WeightedPodAffinityTerm>? PreferredDuringSchedulingIgnoredDuringExecution { get; init; }
}
