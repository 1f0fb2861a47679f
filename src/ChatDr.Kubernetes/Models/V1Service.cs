namespace ChatDr.Kubernetes.Models;

/// <summary>A stable address in front of pods.</summary>
[KubernetesEntity(ApiVersion = "v1", Kind = "Service", PluralName = "services")]
public sealed record V1Service : IKubernetesObject
{
    /// <inheritdoc/>
    public string ApiVersion { get; init; } = "v1";

    /// <inheritdoc/>
    public string Kind { get; init; } = "Service";

    /// <inheritdoc/>
    public V1ObjectMeta Metadata { get; init; } = new();

    /// <summary>Which pods, which ports.</summary>
    public V1ServiceSpec? Spec { get; init; }

    /// <summary>What the load balancer says.</summary>
    public V1ServiceStatus? Status { get; init; }
}
