namespace ChatDr.Kubernetes.Models;

/// <summary>What becomes of a StatefulSet's claims: <c>Retain</c> or <c>Delete</c>.</summary>
public sealed record V1StatefulSetPersistentVolumeClaimRetentionPolicy
{
    /// <summary>When the StatefulSet goes.</summary>
    public string? WhenDeleted { get; init; }

    /// <summary>When it shrinks.</summary>
    public string? WhenScaled { get; init; }
}
