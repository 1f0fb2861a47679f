namespace ChatDr.Kubernetes.Models;

/// <summary>One address of a pod.</summary>
public sealed record V1PodIP
{
    /// <summary>The address.</summary>
    public string? Ip { get; init; }
}
