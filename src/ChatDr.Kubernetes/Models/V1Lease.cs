namespace ChatDr.Kubernetes.Models;

/// <summary>A claim that its holder renews, for leader election.</summary>
[KubernetesEntity(Group = "coordination.k8s.io", ApiVersion = "v1", Kind = "Lease", PluralName = "leases")]
public sealed record V1Lease : IReplaceable
{
    /// <inheritdoc/>
    public string ApiVersion { get; init; } = "coordination.k8s.io/v1";

    /// <inheritdoc/>
    public string Kind { get; init; } = "Lease";

    /// <inheritdoc/>
    public V1ObjectMeta Metadata { get; init; } = new();

    /// <summary>Who holds it, and for how long.</summary>
    public V1LeaseSpec? Spec { get; init; }
}
