namespace ChatDr.Kubernetes.Models;

/// <summary>A node as observed.</summary>
public sealed record V1NodeStatus
{
    /// <summary>Ready and its like.</summary>
    public IReadOnlyList<V1NodeCondition>? Conditions { get; init; }

    /// <summary>Where it is reached.</summary>
    public IReadOnlyList<V1NodeAddress>? Addresses { get; init; }

    /// <summary>What it has, as quantities.</summary>
    public IReadOnlyDictionary<string, ResourceQuantity>? Capacity { get; init; }

    /// <summary>What pods may use of it.</summary>
    public IReadOnlyDictionary<string, ResourceQuantity>? Allocatable { get; init; }

    /// <summary>What it runs.</summary>
    public V1NodeSystemInfo? NodeInfo { get; init; }
}
