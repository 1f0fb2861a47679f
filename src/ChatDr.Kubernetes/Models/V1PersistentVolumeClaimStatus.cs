namespace ChatDr.Kubernetes.Models;

/// <summary>A claim as observed.</summary>
public sealed record V1PersistentVolumeClaimStatus
{
    /// <summary><c>Pending</c>, <c>Bound</c> or <c>Lost</c>.</summary>
    public string? Phase { get; init; }

    /// <summary>What the volume allows.</summary>
    public IReadOnlyList<string>? AccessModes { get; init; }

    /// <summary>How large the volume is.</summary>
    public IReadOnlyDictionary<string, ResourceQuantity>? Capacity { get; init; }
}
