using System.Net;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;

namespace ChatDr.Lab.Node;

/// <summary>The cluster's DNS: <c>service[.namespace[.svc[.domain]]]</c> and <c>pod.service.namespace.svc…</c>.</summary>
internal sealed class ClusterNames(IEntityCache<V1Service> services, IEntityCache<V1Pod> pods)
{
    /// <summary>The address behind a name as a pod of <paramref name="ns"/> would look it up; null when there is none.</summary>
    public IPAddress? Resolve(string ns, string host)
    {
        if (IPAddress.TryParse(host, out var literal))
        {
            return literal;
        }

        var labels = host.TrimEnd('.').Split('.');
        return Service(labels[0], labels.Length > 1 ? labels[1] : ns)
            ?? (labels.Length > 1 ? Pod(labels[0], labels.Length > 2 ? labels[2] : ns) : null);
    }

    private IPAddress? Service(string name, string ns) =>
        IPAddress.TryParse(services.Get(new NamespacedName(ns, name))?.Spec?.ClusterIP, out var address) ? address : null;

    private IPAddress? Pod(string name, string ns) =>
        IPAddress.TryParse(pods.Get(new NamespacedName(ns, name))?.Status?.PodIP, out var address) ? address : null;
}
