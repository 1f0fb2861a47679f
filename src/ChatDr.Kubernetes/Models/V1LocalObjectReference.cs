namespace ChatDr.Kubernetes.Models;

/// <summary>The name of an object in the same namespace.</summary>
public sealed record V1LocalObjectReference
{
    /// <summary>The name.</summary>
    public string? Name { get; init; }
}
