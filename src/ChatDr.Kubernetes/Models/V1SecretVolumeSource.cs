namespace ChatDr.Kubernetes.Models;

/// <summary>A Secret's keys as files.</summary>
public sealed record V1SecretVolumeSource
{
    /// <summary>The Secret.</summary>
    public string? SecretName { get; init; }

    /// <summary>The keys to take; all when absent.</summary>
    public IReadOnlyList<V1KeyToPath>? Items { get; init; }

    /// <summary>The files' permission bits.</summary>
    public int? DefaultMode { get; init; }

    /// <summary>Whether the pod may start without it.</summary>
    public bool? Optional { get; init; }
}
