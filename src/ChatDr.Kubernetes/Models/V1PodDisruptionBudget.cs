namespace ChatDr.Kubernetes.Models;

/// <summary>How many pods may be evicted at once.</summary>
[KubernetesEntity(Group = "policy", ApiVersion = "v1", Kind = "PodDisruptionBudget", PluralName = "poddisruptionbudgets")]
public sealed record V1PodDisruptionBudget : IKubernetesObject
{
    /// <inheritdoc/>
    public string ApiVersion { get; init; } = "policy/v1";

    /// <inheritdoc/>
    public string Kind { get; init; } = "PodDisruptionBudget";

    /// <inheritdoc/>
    public V1ObjectMeta Metadata { get; init; } = new();

    /// <summary>What is allowed.</summary>
    public V1PodDisruptionBudgetSpec? Spec { get; init; }

    /// <summary>What is left of it.</summary>
    public V1PodDisruptionBudgetStatus? Status { get; init; }
}
