using ChatDr.Kubernetes.Config;
using ChatDr.Lab.Node;

namespace ChatDr.Lab.Cli;

/// <summary>What a lab consists of.</summary>
internal sealed record LabClusterOptions
{
    /// <summary>The API server's port; 0 for any.</summary>
    public int Port { get; init; }

    /// <summary>What the node can run.</summary>
    public IReadOnlyList<IWorkloadImage> Images { get; init; } = [];

    /// <summary>Starts the operator against the lab; null when it runs elsewhere.</summary>
    public Func<KubernetesConfig, CancellationToken, Task<IAsyncDisposable>>? StartOperator { get; init; }
}
