using ChatDr.Kubernetes.Config;

namespace ChatDr.Lab.Node;

/// <summary>How the lab's node runs.</summary>
internal sealed record LabNodeOptions
{
    /// <summary>The API server.</summary>
    public required KubernetesConfig Config { get; init; }

    /// <summary>Folder for claims and pods; the caller removes it.</summary>
    public required string Root { get; init; }

    /// <summary>What the node can run.</summary>
    public required IReadOnlyList<IWorkloadImage> Images { get; init; }

    /// <summary>How long a container may take to end when the lab ends.</summary>
    public TimeSpan ShutdownGrace { get; init; } = TimeSpan.FromSeconds(5);
}
