using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Models;
using ChatDr.Lab.Node;

namespace ChatDr.Lab.Faults;

/// <summary>The disasters that a lab has on demand.</summary>
/// <param name="client">The lab's API server.</param>
/// <param name="node">Where the pods run.</param>
internal sealed class LabFaults(IKubernetesClient client, LabNode node)
{
    private static readonly DeleteOptions AtOnce = new() { GracePeriodSeconds = 0 };

    /// <summary>The sites and zones that are lost.</summary>
    public IReadOnlySet<string> LostSites => node.Outages.Lost;

    /// <summary>
    /// Kills a pod without grace, as <c>kubectl delete pod --grace-period=0 --force</c> and a pulled plug do; its controller makes a new one.
    /// </summary>
    /// <exception cref="FaultException">There is no such pod.</exception>
    public async Task KillPodAsync(NamespacedName pod, CancellationToken cancellationToken)
    {
        if (await client.GetAsync<V1Pod>(pod, cancellationToken) is not { } found)
        {
            throw new FaultException($"There is no pod {pod} to kill.");
        }

        node.CrashAll(candidate => candidate.Metadata.Uid == found.Metadata.Uid);
        await client.DeleteAsync<V1Pod>(pod, AtOnce with { Uid = found.Metadata.Uid }, cancellationToken);
    }

    /// <summary>Kills every pod of a site at one moment, and keeps them dead; its nodes are no longer heard of.</summary>
    /// <exception cref="FaultException">No pod stands there, or it is lost already.</exception>
    public async Task LoseSiteAsync(string site, CancellationToken cancellationToken)
    {
        var zones = ZonesOf(site);
        if (zones.Count == 0)
        {
            throw new FaultException($"No pod stands in a site or zone named {site}.");
        }

        if (!node.Outages.Lose(site))
        {
            throw new FaultException($"Site {site} is lost already.");
        }

        node.CrashAll(pod => SiteOutages.IsIn(pod, site));
        foreach (var zone in zones)
        {
            await node.Nodes.SetReadyAsync(zone, false, cancellationToken);
        }
    }

    /// <summary>Brings a lost site back: its pods start with what they had on disk.</summary>
    /// <exception cref="FaultException">It is not lost.</exception>
    public async Task RestoreSiteAsync(string site, CancellationToken cancellationToken)
    {
        if (!node.Outages.Restore(site))
        {
            throw new FaultException($"Site {site} is not lost.");
        }

        foreach (var zone in ZonesOf(site))
        {
            await node.Nodes.SetReadyAsync(zone, true, cancellationToken);
        }
    }

    /// <summary>Kills the pod of one SQL instance and keeps it dead, as a broken machine does.</summary>
    /// <exception cref="FaultException">There is no such instance, or it is lost already.</exception>
    public void LoseInstance(string instance)
    {
        if (!node.Pods.List(null).Any(pod => SiteOutages.InstanceOf(pod) == instance))
        {
            throw new FaultException($"No pod runs an instance named {instance}.");
        }

        if (!node.Outages.Lose(instance))
        {
            throw new FaultException($"Instance {instance} is lost already.");
        }

        node.CrashAll(pod => SiteOutages.InstanceOf(pod) == instance);
    }

    /// <summary>Brings a lost instance back: its pod starts with what it had on disk.</summary>
    /// <exception cref="FaultException">It is not lost.</exception>
    public void RestoreInstance(string instance)
    {
        if (!node.Outages.Restore(instance))
        {
            throw new FaultException($"Instance {instance} is not lost.");
        }
    }

    private List<string> ZonesOf(string site) => [.. node.Pods.List(null).Where(pod => SiteOutages.IsIn(pod, site)).Select(pod => pod.Zone()).Distinct()];
}
