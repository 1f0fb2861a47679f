namespace ChatDr.Kubernetes.Models;

/// <summary>The storage that is wished for.</summary>
public sealed record V1PersistentVolumeClaimSpec
{
    /// <summary>Such as <c>ReadWriteOnce</c> or <c>ReadWriteMany</c>.</summary>
    public IReadOnlyList<string>? AccessModes { get; init; }

    /// <summary>How large.</summary>
    public V1VolumeResourceRequirements? Resources { get; init; }

    /// <summary>Of which class; absent for the default class, empty for none.</summary>
    public string? StorageClassName { get; init; }

    /// <summary><c>Filesystem</c> or <c>Block</c>.</summary>
    public string? VolumeMode { get; init; }

    /// <summary>The volume it is bound to.</summary>
    public string? VolumeName { get; init; }

    /// <summary>Which volumes would do.</summary>
    public V1LabelSelector? Selector { get; init; }
}
