namespace ChatDr.Kubernetes.Models;

/// <summary>How many replicas something has, whatever its kind: the <c>scale</c> subresource (autoscaling/v1).</summary>
public sealed record V1Scale : IKubernetesObject
{
    /// <inheritdoc/>
    public string ApiVersion { get; init; } = "autoscaling/v1";

    /// <inheritdoc/>
    public string Kind { get; init; } = "Scale";

    /// <inheritdoc/>
    public V1ObjectMeta Metadata { get; init; } = new();

    /// <summary>What is wanted.</summary>
    public V1ScaleSpec? Spec { get; init; }

    /// <summary>What is.</summary>
    public V1ScaleStatus? Status { get; init; }
}
