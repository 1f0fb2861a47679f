namespace ChatDr.Kubernetes.Models;

/// <summary>What a container may do.</summary>
public sealed record V1SecurityContext
{
    /// <summary>The user id.</summary>
    public long? RunAsUser { get; init; }

    /// <summary>The group id.</summary>
    public long? RunAsGroup { get; init; }

    /// <summary>Whether user 0 is refused.</summary>
    public bool? RunAsNonRoot { get; init; }

    /// <summary>Whether the image's file system is read-only.</summary>
    public bool? ReadOnlyRootFilesystem { get; init; }

    /// <summary>Whether a process may gain more rights than its parent.</summary>
    public bool? AllowPrivilegeEscalation { get; init; }

    /// <summary>Whether it runs as root on the node.</summary>
    public bool? Privileged { get; init; }

    /// <summary>Linux capabilities added and dropped.</summary>
    public V1Capabilities? Capabilities { get; init; }

    /// <summary>The filter of system calls.</summary>
    public V1SeccompProfile? SeccompProfile { get; init; }
}
