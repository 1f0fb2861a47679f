namespace ChatDr.Kubernetes.Models;

/// <summary>A preference and its weight.</summary>
public sealed record V1WeightedPodAffinityTerm
{
    /// <summary>1 to 100.</summary>
    public int? Weight { get; init; }

    /// <summary>The preference.</summary>
    public V1PodAffinityTerm? PodAffinityTerm { get; init; }
}
