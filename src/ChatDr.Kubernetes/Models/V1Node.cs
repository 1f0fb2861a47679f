namespace ChatDr.Kubernetes.Models;

/// <summary>A machine that runs pods. Its zone is the label <c>topology.kubernetes.io/zone</c>.</summary>
[KubernetesEntity(ApiVersion = "v1", Kind = "Node", PluralName = "nodes", Namespaced = false)]
public sealed record V1Node : IKubernetesObject
{
    /// <inheritdoc/>
    public string ApiVersion { get; init; } = "v1";

    /// <inheritdoc/>
    public string Kind { get; init; } = "Node";

    /// <inheritdoc/>
    public V1ObjectMeta Metadata { get; init; } = new();

    /// <summary>What is wanted of it.</summary>
    public V1NodeSpec? Spec { get; init; }

    /// <summary>How it is.</summary>
    public V1NodeStatus? Status { get; init; }
}
