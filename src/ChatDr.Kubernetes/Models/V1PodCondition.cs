namespace ChatDr.Kubernetes.Models;

/// <summary>One observation of a pod's state.</summary>
public sealed record V1PodCondition
{
    /// <summary>Such as <c>Ready</c>, <c>PodScheduled</c> or <c>ContainersReady</c>.</summary>
    public string? Type { get; init; }

    /// <summary><c>True</c>, <c>False</c> or <c>Unknown</c>.</summary>
    public string? Status { get; init; }

    /// <summary>When it was last looked at.</summary>
    public DateTimeOffset? LastProbeTime { get; init; }

    /// <summary>When the status last changed.</summary>
    public DateTimeOffset? LastTransitionTime { get; init; }

    /// <summary>Why, in one word.</summary>
    public string? Reason { get; init; }

    /// <summary>Why, for people.</summary>
    public string? Message { get; init; }
}
