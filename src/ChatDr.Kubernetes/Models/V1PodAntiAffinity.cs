namespace ChatDr.Kubernetes.Models;

/// <summary>Pods to stay away from.</summary>
public sealed record V1PodAntiAffinity
{
    /// <summary>Must.</summary>
    public IReadOnlyList<V1PodAffinityTerm>? RequiredDuringSchedulingIgnoredDuringExecution { get; init; }

    /// <summary>Should.</summary>
    public IReadOnlyList<V1WeightedPodAffinityTerm>? PreferredDuringSchedulingIgnoredDuringExecution { get; init; }
}
