using System.Net;
using ChatDr.Kubernetes.Models;
using Microsoft.Extensions.Logging;

namespace ChatDr.Lab.Node;

/// <summary>What a container gets to run with.</summary>
/// <param name="Pod">The pod's name.</param>
/// <param name="Address">The pod's address.</param>
/// <param name="Environment">Environment variables by name.</param>
/// <param name="Mounts">Where the container's paths lie.</param>
/// <param name="Names">Resolves names as the cluster's DNS does, for a pod of this namespace.</param>
/// <param name="Time">The clock.</param>
/// <param name="Logs">What is logged here is the container's log.</param>
internal sealed record WorkloadContext(
    NamespacedName Pod,
    IPAddress Address,
    IReadOnlyDictionary<string, string> Environment,
    ContainerMounts Mounts,
    ClusterNames Names,
    TimeProvider Time,
    ILoggerFactory Logs)
{
    /// <summary>A variable that the image cannot do without.</summary>
    /// <exception cref="InvalidOperationException">It is not set.</exception>
    public string Require(string variable) => Environment.TryGetValue(variable, out var value)
        ? value
        : throw new InvalidOperationException($"The environment variable {variable} is not set on the container of pod {Pod}.");
}
