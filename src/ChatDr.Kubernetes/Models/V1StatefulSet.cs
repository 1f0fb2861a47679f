namespace ChatDr.Kubernetes.Models;

/// <summary>Pods with stable names and volumes of their own.</summary>
[KubernetesEntity(Group = "apps", ApiVersion = "v1", Kind = "StatefulSet", PluralName = "statefulsets")]
public sealed record V1StatefulSet : IKubernetesObject
{
    /// <inheritdoc/>
    public string ApiVersion { get; init; } = "apps/v1";

    /// <inheritdoc/>
    public string Kind { get; init; } = "StatefulSet";

    /// <inheritdoc/>
    public V1ObjectMeta Metadata { get; init; } = new();

    /// <summary>What is wanted.</summary>
    public V1StatefulSetSpec? Spec { get; init; }

    /// <summary>What is.</summary>
    public V1StatefulSetStatus? Status { get; init; }
}
