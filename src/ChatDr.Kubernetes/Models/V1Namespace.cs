namespace ChatDr.Kubernetes.Models;

/// <summary>A scope for names.</summary>
[KubernetesEntity(ApiVersion = "v1", Kind = "Namespace", PluralName = "namespaces", Namespaced = false)]
public sealed record V1Namespace : IKubernetesObject
{
    /// <inheritdoc/>
    public string ApiVersion { get; init; } = "v1";

    /// <inheritdoc/>
    public string Kind { get; init; } = "Namespace";

    /// <inheritdoc/>
    public V1ObjectMeta Metadata { get; init; } = new();

    /// <summary>What must happen before it goes.</summary>
    public V1NamespaceSpec? Spec { get; init; }

    /// <summary>Whether it is going.</summary>
    public V1NamespaceStatus? Status { get; init; }
}
