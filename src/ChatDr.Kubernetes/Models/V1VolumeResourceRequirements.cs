namespace ChatDr.Kubernetes.Models;

/// <summary>How large a volume is, as quantities.</summary>
public sealed record V1VolumeResourceRequirements
{
    /// <summary>At least, such as <c>storage: 8Gi</c>.</summary>
    public IReadOnlyDictionary<string, ResourceQuantity>? Requests { get; init; }

    /// <summary>At most.</summary>
    public IReadOnlyDictionary<string, ResourceQuantity>? Limits { get; init; }
}
