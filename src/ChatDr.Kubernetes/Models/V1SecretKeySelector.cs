namespace ChatDr.Kubernetes.Models;

/// <summary>A key of a Secret in the same namespace.</summary>
public sealed record V1SecretKeySelector
{
    /// <summary>The Secret.</summary>
    public string? Name { get; init; }

    /// <summary>The key.</summary>
    public string? Key { get; init; }

    /// <summary>Whether the pod may start without it.</summary>
    public bool? Optional { get; init; }
}
