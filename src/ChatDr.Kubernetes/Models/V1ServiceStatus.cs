namespace ChatDr.Kubernetes.Models;

/// <summary>A Service as observed.</summary>
public sealed record V1ServiceStatus
{
    /// <summary>Where the load balancer listens.</summary>
    public V1LoadBalancerStatus? LoadBalancer { get; init; }
}
