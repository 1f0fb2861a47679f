namespace ChatDr.Kubernetes.Models;

/// <summary>Where a load balancer listens.</summary>
public sealed record V1LoadBalancerStatus
{
    /// <summary>Its addresses.</summary>
    public IReadOnlyList<V1LoadBalancerIngress>? Ingress { get; init; }
}
