namespace ChatDr.Kubernetes.Models;

/// <summary>How many replicas are wanted.</summary>
public sealed record V1ScaleSpec
{
    /// <summary>How many; absent is 0.</summary>
    public int? Replicas { get; init; }
}
