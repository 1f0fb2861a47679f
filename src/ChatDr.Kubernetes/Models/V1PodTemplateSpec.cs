namespace ChatDr.Kubernetes.Models;

/// <summary>The pods that a workload makes.</summary>
public sealed record V1PodTemplateSpec
{
    /// <summary>Labels and annotations of the pods.</summary>
    public V1ObjectMeta? Metadata { get; init; }

    /// <summary>What they run.</summary>
    public V1PodSpec? Spec { get; init; }
}
