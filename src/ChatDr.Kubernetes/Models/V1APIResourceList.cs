namespace ChatDr.Kubernetes.Models;

/// <summary>What a server serves under one group and version.</summary>
public sealed record V1APIResourceList
{
    /// <summary>Kinds and subresources.</summary>
    public IReadOnlyList<V1APIResource>? Resources { get; init; }
}
