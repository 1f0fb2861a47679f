namespace ChatDr.Kubernetes.Models;

/// <summary>A claim as a volume.</summary>
public sealed record V1PersistentVolumeClaimVolumeSource
{
    /// <summary>The claim.</summary>
    public string? ClaimName { get; init; }

    /// <summary>Whether it is mounted for reading only.</summary>
    public bool? ReadOnly { get; init; }
}
