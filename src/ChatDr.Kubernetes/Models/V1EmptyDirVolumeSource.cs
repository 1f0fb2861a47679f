namespace ChatDr.Kubernetes.Models;

/// <summary>A folder that lives as long as the pod.</summary>
public sealed record V1EmptyDirVolumeSource
{
    /// <summary>Empty for disk, <c>Memory</c> for tmpfs.</summary>
    public string? Medium { get; init; }

    /// <summary>How much it may hold, as a quantity.</summary>
    public ResourceQuantity? SizeLimit { get; init; }
}
