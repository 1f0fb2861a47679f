namespace ChatDr.Kubernetes.Models;

/// <summary>Something that containers can mount; besides the name one member is set.</summary>
public sealed record V1Volume
{
    /// <summary>Unique within the pod.</summary>
    public string? Name { get; init; }

    /// <summary>Keys of a ConfigMap as files.</summary>
    public V1ConfigMapVolumeSource? ConfigMap { get; init; }

    /// <summary>Keys of a Secret as files.</summary>
    public V1SecretVolumeSource? Secret { get; init; }

    /// <summary>A claim in the same namespace.</summary>
    public V1PersistentVolumeClaimVolumeSource? PersistentVolumeClaim { get; init; }

    /// <summary>An NFS export.</summary>
    public V1NFSVolumeSource? Nfs { get; init; }

    /// <summary>A folder that lives as long as the pod.</summary>
    public V1EmptyDirVolumeSource? EmptyDir { get; init; }

    /// <summary>A folder of the node.</summary>
    public V1HostPathVolumeSource? HostPath { get; init; }
}
