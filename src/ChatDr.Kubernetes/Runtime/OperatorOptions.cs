using ChatDr.Kubernetes.Config;
using ChatDr.Kubernetes.LeaderElection;

namespace ChatDr.Kubernetes.Runtime;

/// <summary>How an operator process runs.</summary>
public sealed class OperatorOptions
{
    /// <summary>The operator's name: reporting controller of its events and start of its user agent.</summary>
    public string Name { get; set; } = "operator";

    /// <summary>The cluster; null to find one (<see cref="KubernetesConfig.Load"/>).</summary>
    public KubernetesConfig? Config { get; set; }

    /// <summary>The only namespace to look at; null for all.</summary>
    public string? Namespace { get; set; }

    /// <summary>How to make sure that one replica works at a time; null when there is only one.</summary>
    public LeaderElectionOptions? LeaderElection { get; set; }

    /// <summary>How long caches may take to fill before the start has failed. Default 2 min, as controller-runtime.</summary>
    public TimeSpan CacheSyncTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long reconciles may run on after a request to stop before they are cancelled. Default 30 s.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>After how long a running reconcile makes the process unhealthy. Default 30 min.</summary>
    public TimeSpan StuckAfter { get; set; } = TimeSpan.FromMinutes(30);
}
