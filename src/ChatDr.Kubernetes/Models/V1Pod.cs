namespace ChatDr.Kubernetes.Models;

/// <summary>A pod: containers that run together on one node.</summary>
[KubernetesEntity(ApiVersion = "v1", Kind = "Pod", PluralName = "pods")]
public sealed record V1Pod : IKubernetesObject
{
    /// <inheritdoc/>
    public string ApiVersion { get; init; } = "v1";

    /// <inheritdoc/>
    public string Kind { get; init; } = "Pod";

    /// <inheritdoc/>
    public V1ObjectMeta Metadata { get; init; } = new();

    /// <summary>What runs.</summary>
    public V1PodSpec? Spec { get; init; }

    /// <summary>How it runs, as the kubelet reports it.</summary>
    public V1PodStatus? Status { get; init; }
}
