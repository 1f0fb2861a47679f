namespace ChatDr.Kubernetes.Models;

/// <summary>Other pods, and what counts as the same place.</summary>
public sealed record V1PodAffinityTerm
{
    /// <summary>The other pods.</summary>
    public V1LabelSelector? LabelSelector { get; init; }

    /// <summary>Where the other pods are; this pod's namespace when absent.</summary>
    public IReadOnlyList<string>? Namespaces { get; init; }

    /// <summary>The node label that names the place, such as <c>kubernetes.io/hostname</c>.</summary>
    public string? TopologyKey { get; init; }
}
