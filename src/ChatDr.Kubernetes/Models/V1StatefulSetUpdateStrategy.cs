namespace ChatDr.Kubernetes.Models;

/// <summary>How a changed template reaches the pods.</summary>
public sealed record V1StatefulSetUpdateStrategy
{
    /// <summary><c>RollingUpdate</c> or <c>OnDelete</c>.</summary>
    public string? Type { get; init; }

    /// <summary>Details of a rolling update.</summary>
    public V1RollingUpdateStatefulSetStrategy? RollingUpdate { get; init; }
}
