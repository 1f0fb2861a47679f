namespace ChatDr.Kubernetes.Models;

/// <summary>What is wanted of a node.</summary>
public sealed record V1NodeSpec
{
    /// <summary>Whether new pods stay away.</summary>
    public bool? Unschedulable { get; init; }

    /// <summary>What pods have to tolerate.</summary>
    public IReadOnlyList<V1Taint>? Taints { get; init; }

    /// <summary>What the cloud calls it.</summary>
    public string? ProviderID { get; init; }
}
