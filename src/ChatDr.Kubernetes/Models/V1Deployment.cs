namespace ChatDr.Kubernetes.Models;

/// <summary>Interchangeable pods.</summary>
[KubernetesEntity(Group = "apps", ApiVersion = "v1", Kind = "Deployment", PluralName = "deployments")]
public sealed record V1Deployment : IKubernetesObject
{
    /// <inheritdoc/>
    public string ApiVersion { get; init; } = "apps/v1";

    /// <inheritdoc/>
    public string Kind { get; init; } = "Deployment";

    /// <inheritdoc/>
    public V1ObjectMeta Metadata { get; init; } = new();

    /// <summary>What is wanted.</summary>
    public V1DeploymentSpec? Spec { get; init; }

    /// <summary>What is.</summary>
    public V1DeploymentStatus? Status { get; init; }
}
