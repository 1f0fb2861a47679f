namespace ChatDr.Kubernetes.Models;

/// <summary>Where a volume appears in a container.</summary>
public sealed record V1VolumeMount
{
    /// <summary>The pod's volume.</summary>
    public string? Name { get; init; }

    /// <summary>The path in the container.</summary>
    public string? MountPath { get; init; }

    /// <summary>A path within the volume instead of its root.</summary>
    public string? SubPath { get; init; }

    /// <summary>Whether the container may only read.</summary>
    public bool? ReadOnly { get; init; }
}
