namespace ChatDr.Kubernetes.Models;

/// <summary>A Secret whose keys become variables.</summary>
public sealed record V1SecretEnvSource
{
    /// <summary>The Secret.</summary>
    public string? Name { get; init; }

    /// <summary>Whether the pod may start without it.</summary>
    public bool? Optional { get; init; }
}
