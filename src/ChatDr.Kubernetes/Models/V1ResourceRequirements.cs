namespace ChatDr.Kubernetes.Models;

/// <summary>What a container needs and what it may use, as quantities.</summary>
public sealed record V1ResourceRequirements
{
    /// <summary>Guaranteed, such as <c>memory: 2Gi</c>.</summary>
    public IReadOnlyDictionary<string, ResourceQuantity>? Requests { get; init; }

    /// <summary>Never exceeded.</summary>
    public IReadOnlyDictionary<string, ResourceQuantity>? Limits { get; init; }
}
