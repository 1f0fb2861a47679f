namespace ChatDr.Kubernetes.Models;

/// <summary>A container that does not run yet.</summary>
public sealed record V1ContainerStateWaiting
{
    /// <summary>Such as <c>ImagePullBackOff</c>.</summary>
    public string? Reason { get; init; }

    /// <summary>Why, for people.</summary>
    public string? Message { get; init; }
}
