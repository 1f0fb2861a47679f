namespace ChatDr.Kubernetes.Models;

/// <summary>A container as observed.</summary>
public sealed record V1ContainerStatus
{
    /// <summary>The container's name.</summary>
    public string? Name { get; init; }

    /// <summary>Whether its readiness probe succeeds.</summary>
    public bool? Ready { get; init; }

    /// <summary>Whether its startup probe has succeeded.</summary>
    public bool? Started { get; init; }

    /// <summary>How often it was restarted.</summary>
    public int? RestartCount { get; init; }

    /// <summary>The image that runs.</summary>
    public string? Image { get; init; }

    /// <summary>The image's digest.</summary>
    public string? ImageID { get; init; }

    /// <summary>The runtime's id.</summary>
    public string? ContainerID { get; init; }

    /// <summary>What it does now.</summary>
    public V1ContainerState? State { get; init; }

    /// <summary>What it did before the last restart.</summary>
    public V1ContainerState? LastState { get; init; }
}
