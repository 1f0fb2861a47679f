using ChatDr.Kubernetes.Config;
using ChatDr.Lab.Node;
using Microsoft.Extensions.Logging;

namespace ChatDr.Lab.Cli;

/// <summary>What a lab's process is composed of.</summary>
/// <param name="Images">What its node can run.</param>
/// <param name="StartOperator">Starts the operator against a lab.</param>
/// <param name="Time">The clock.</param>
internal sealed record LabParts(
    IReadOnlyList<IWorkloadImage> Images,
    Func<KubernetesConfig, ILoggerFactory, CancellationToken, Task<IAsyncDisposable>> StartOperator,
    TimeProvider Time);
