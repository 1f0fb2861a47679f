using ChatDr.Kubernetes.Config;

namespace ChatDr.Operator.Hosting;

/// <summary>How the operator runs.</summary>
public sealed record OperatorHostOptions
{
    /// <summary>The cluster.</summary>
    public required KubernetesConfig Config { get; init; }

    /// <summary>The TCP port of /metrics, /healthz and /readyz; 0 for any, null for none.</summary>
    public int? HealthPort { get; init; } = 8081;

    /// <summary>The address to listen on for health and metrics.</summary>
    public System.Net.IPAddress HealthAddress { get; init; } = System.Net.IPAddress.Loopback;

    /// <summary>Whether replicas elect one that works.</summary>
    public bool LeaderElection { get; init; }

    /// <summary>The only namespace to look at; null for all.</summary>
    public string? Namespace { get; init; }
}
