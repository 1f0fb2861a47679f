namespace ChatDr.Kubernetes.Models;

/// <summary>What a hook does.</summary>
public sealed record V1LifecycleHandler
{
    /// <summary>Runs a command.</summary>
    public V1ExecAction? Exec { get; init; }

    /// <summary>Asks over HTTP.</summary>
    public V1HTTPGetAction? HttpGet { get; init; }
}
