namespace ChatDr.Kubernetes.Models;

/// <summary>Where a pod runs in relation to other pods.</summary>
public sealed record V1Affinity
{
    /// <summary>Near these.</summary>
    public V1PodAffinity? PodAffinity { get; init; }

    /// <summary>Away from these.</summary>
    public V1PodAntiAffinity? PodAntiAffinity { get; init; }
}
