using System.Net;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Lab.Node;

/// <summary>A pod behind a Service's port.</summary>
/// <param name="PodUid">The pod.</param>
/// <param name="Address">Where it listens.</param>
/// <param name="Ready">Whether it gets new connections; those that it has stay while it is an endpoint at all.</param>
internal sealed record ServiceEndpoint(string PodUid, IPEndPoint Address, bool Ready)
{
    /// <summary>The pods that a Service's port leads to: those with its labels, an address, and no deletion under way.</summary>
    public static IReadOnlyList<ServiceEndpoint> Of(V1Service service, V1ServicePort port, IEnumerable<V1Pod> pods) =>
    [
        .. pods
            .Where(pod => service.Spec?.Selector.Selects(pod.Metadata) == true && pod.Metadata.DeletionTimestamp is null && pod.Status?.Phase == "Running")
            .Where(pod => IPAddress.TryParse(pod.Status?.PodIP, out _))
            .Select(pod => new ServiceEndpoint(
                pod.Metadata.Uid!,
                new IPEndPoint(IPAddress.Parse(pod.Status!.PodIP!), TargetPort(port, pod)),
                pod.IsReady() || service.Spec!.PublishNotReadyAddresses == true))
            .Where(endpoint => endpoint.Address.Port > 0),
    ];

    private static int TargetPort(V1ServicePort port, V1Pod pod) => port.TargetPort switch
    {
        { Number: { } number } => number,
        { Text: { } name } => (pod.Spec?.Containers ?? []).SelectMany(container => container.Ports ?? [])
            .FirstOrDefault(candidate => candidate.Name == name)?.ContainerPort ?? 0,
        _ => port.Port ?? 0,
    };
}
