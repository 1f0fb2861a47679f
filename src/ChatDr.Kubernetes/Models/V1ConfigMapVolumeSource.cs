namespace ChatDr.Kubernetes.Models;

/// <summary>A ConfigMap's keys as files.</summary>
public sealed record V1ConfigMapVolumeSource
{
    /// <summary>The ConfigMap.</summary>
    public string? Name { get; init; }

    /// <summary>The keys to take; all when absent.</summary>
    public IReadOnlyList<V1KeyToPath>? Items { get; init; }

    /// <summary>The files' permission bits.</summary>
    public int? DefaultMode { get; init; }

    /// <summary>Whether the pod may start without it.</summary>
    public bool? Optional { get; init; }
}
