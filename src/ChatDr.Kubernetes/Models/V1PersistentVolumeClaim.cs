namespace ChatDr.Kubernetes.Models;

/// <summary>A wish for storage.</summary>
[KubernetesEntity(ApiVersion = "v1", Kind = "PersistentVolumeClaim", PluralName = "persistentvolumeclaims")]
public sealed record V1PersistentVolumeClaim : IKubernetesObject
{
    /// <inheritdoc/>
    public string ApiVersion { get; init; } = "v1";

    /// <inheritdoc/>
    public string Kind { get; init; } = "PersistentVolumeClaim";

    /// <inheritdoc/>
    public V1ObjectMeta Metadata { get; init; } = new();

    /// <summary>What is wished for.</summary>
    public V1PersistentVolumeClaimSpec? Spec { get; init; }

    /// <summary>What was given.</summary>
    public V1PersistentVolumeClaimStatus? Status { get; init; }
}
