namespace ChatDr.Kubernetes.Models;

/// <summary>How many replicas there are.</summary>
public sealed record V1ScaleStatus
{
    /// <summary>How many.</summary>
    public int? Replicas { get; init; }

    /// <summary>Which pods they are, as text of a label selector.</summary>
    public string? Selector { get; init; }
}
