namespace ChatDr.Kubernetes.Models;

/// <summary>What a container does; one member is set.</summary>
public sealed record V1ContainerState
{
    /// <summary>It does not run yet.</summary>
    public V1ContainerStateWaiting? Waiting { get; init; }

    /// <summary>It runs.</summary>
    public V1ContainerStateRunning? Running { get; init; }

    /// <summary>It has ended.</summary>
    public V1ContainerStateTerminated? Terminated { get; init; }
}
