namespace ChatDr.Kubernetes.Models;

/// <summary>A ConfigMap whose keys become variables.</summary>
public sealed record V1ConfigMapEnvSource
{
    /// <summary>The ConfigMap.</summary>
    public string? Name { get; init; }

    /// <summary>Whether the pod may start without it.</summary>
    public bool? Optional { get; init; }
}
