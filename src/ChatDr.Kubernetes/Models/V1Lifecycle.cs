namespace ChatDr.Kubernetes.Models;

/// <summary>Hooks of a container.</summary>
public sealed record V1Lifecycle
{
    /// <summary>Runs right after the start.</summary>
    public V1LifecycleHandler? PostStart { get; init; }

    /// <summary>Runs before SIGTERM.</summary>
    public V1LifecycleHandler? PreStop { get; init; }
}
