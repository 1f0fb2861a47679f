namespace ChatDr.Kubernetes.Models;

/// <summary>One address of a load balancer.</summary>
public sealed record V1LoadBalancerIngress
{
    /// <summary>The address.</summary>
    public string? Ip { get; init; }

    /// <summary>The name instead of an address.</summary>
    public string? Hostname { get; init; }
}
