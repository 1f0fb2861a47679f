using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;
using Microsoft.Extensions.Logging;

namespace ChatDr.Lab.Node;

/// <summary>kube-proxy: a TCP proxy at each cluster address, for pods and for clients outside alike.</summary>
internal sealed partial class ServiceReconciler(IEntityCache<V1Service> services, IEntityCache<V1Pod> pods, ILogger<ServiceReconciler> logger)
    : IReconciler<V1Service>
{
    private const int PrivilegedOffset = 10_000;
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<NamespacedName, Dictionary<IPEndPoint, ServicePortProxy>> _proxies = new();

    /// <summary>Where a Service's port answers: at its own number, or 10000 above where the system keeps ports below 1024 for root.</summary>
    public IPEndPoint? AddressOf(NamespacedName name, int port) =>
        _proxies.TryGetValue(name, out var proxies)
            ? proxies.FirstOrDefault(proxy => proxy.Key.Port == port).Value?.Address
            : null;

    /// <inheritdoc/>
    public async Task<ReconcileResult> ReconcileAsync(NamespacedName name, CancellationToken cancellationToken)
    {
        var service = services.Get(name);
        var wanted = Ports(service);
        var proxies = _proxies.GetOrAdd(name, _ => []);
        foreach (var gone in proxies.Keys.Except(wanted.Keys).ToList())
        {
            await proxies[gone].DisposeAsync();
            proxies.Remove(gone);
        }

        var allListen = true;
        foreach (var (address, port) in wanted)
        {
            allListen &= Listen(proxies, address);
            proxies.GetValueOrDefault(address)?.SetEndpoints(ServiceEndpoint.Of(service!, port, pods.List(name.Namespace)));
        }

        if (proxies.Count == 0 && wanted.Count == 0)
        {
            _proxies.TryRemove(name, out _);
        }

        return allListen ? ReconcileResult.Done : ReconcileResult.After(Retry);
    }

    /// <summary>Closes all proxies.</summary>
    public async Task StopAllAsync()
    {
        foreach (var proxy in _proxies.Values.SelectMany(proxies => proxies.Values).ToList())
        {
            await proxy.DisposeAsync();
        }

        _proxies.Clear();
    }

    private static Dictionary<IPEndPoint, V1ServicePort> Ports(V1Service? service) =>
        service is { Metadata.DeletionTimestamp: null } && IPAddress.TryParse(service.Spec?.ClusterIP, out var address)
            ? (service.Spec!.Ports ?? []).Where(port => port.Protocol is null or "TCP").ToDictionary(port => new IPEndPoint(address, port.Port!.Value))
            : [];

    private bool Listen(Dictionary<IPEndPoint, ServicePortProxy> proxies, IPEndPoint address)
    {
        if (proxies.ContainsKey(address))
        {
            return true;
        }

        try
        {
            proxies[address] = new ServicePortProxy(address, logger);
            return true;
        }
        catch (SocketException refused) when (refused.SocketErrorCode == SocketError.AccessDenied)
        {
            var instead = new IPEndPoint(address.Address, address.Port + PrivilegedOffset);
            proxies[address] = new ServicePortProxy(instead, logger);
            LogPrivileged(logger, address, instead);
            return true;
        }
        catch (SocketException taken)
        {
            LogTaken(logger, address, taken);
            return false;
        }
    }

    [LoggerMessage(10, LogLevel.Warning, "Cannot listen at {Address}; trying again")]
    private static partial void LogTaken(ILogger logger, IPEndPoint address, Exception failure);

    [LoggerMessage(13, LogLevel.Information, "{Address} is kept for root on this system: the Service answers at {Instead}")]
    private static partial void LogPrivileged(ILogger logger, EndPoint address, EndPoint instead);
}
