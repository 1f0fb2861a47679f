namespace ChatDr.Kubernetes.Models;

/// <summary>Details of a rolling update.</summary>
public sealed record V1RollingUpdateStatefulSetStrategy
{
    /// <summary>Pods with a lower ordinal keep the old template.</summary>
    public int? Partition { get; init; }
}
