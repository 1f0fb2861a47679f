namespace ChatDr.Kubernetes.Models;

/// <summary>What all containers of a pod may do.</summary>
public sealed record V1PodSecurityContext
{
    /// <summary>The user id.</summary>
    public long? RunAsUser { get; init; }

    /// <summary>The group id.</summary>
    public long? RunAsGroup { get; init; }

    /// <summary>Whether user 0 is refused.</summary>
    public bool? RunAsNonRoot { get; init; }

    /// <summary>The group that owns the volumes.</summary>
    public long? FsGroup { get; init; }

    /// <summary><c>OnRootMismatch</c> or <c>Always</c>.</summary>
    public string? FsGroupChangePolicy { get; init; }

    /// <summary>Further groups of the processes.</summary>
    public IReadOnlyList<long>? SupplementalGroups { get; init; }

    /// <summary>The filter of system calls.</summary>
    public V1SeccompProfile? SeccompProfile { get; init; }
}
