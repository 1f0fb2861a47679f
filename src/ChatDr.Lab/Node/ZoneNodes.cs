using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Models;
using ChatDr.Lab.Network;

namespace ChatDr.Lab.Node;

/// <summary>One node object for each zone that a pod asks for, and one for pods that ask for none.</summary>
internal sealed class ZoneNodes(IKubernetesClient client, LoopbackNetwork addresses, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, bool> _made = new(StringComparer.Ordinal);

    /// <summary>The address that all nodes have: they are one process.</summary>
    public IPAddress Address => addresses.First;

    /// <summary>The name of a zone's node.</summary>
    public static string Name(string zone) => zone.Length == 0 ? "lab" : $"lab-{zone}";

    /// <summary>The name of a zone's node, which is made when there is none.</summary>
    public async Task<string> ForAsync(string zone, CancellationToken cancellationToken)
    {
        var name = Name(zone);
        if (_made.ContainsKey(zone))
        {
            return name;
        }

        try
        {
            await client.CreateAsync(Node(name, zone), cancellationToken);
        }
        catch (KubernetesApiException exists) when (exists.IsAlreadyExists)
        {
            // Another pod of the zone was quicker, or an earlier lab on this API server made it.
        }

        await SetReadyAsync(zone, true, cancellationToken);
        _made[zone] = true;
        return name;
    }

    /// <summary>Sets the Ready condition of the zone's node; a zone without a node is left alone.</summary>
    public async Task SetReadyAsync(string zone, bool ready, CancellationToken cancellationToken)
    {
        try
        {
            await client.MergePatchStatusAsync<V1Node>(new NamespacedName("", Name(zone)), Status(ready), cancellationToken);
        }
        catch (KubernetesApiException none) when (none.IsNotFound)
        {
            // No pod has asked for the zone yet; its node is ready when one does.
        }
    }

    private static V1Node Node(string name, string zone) => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = name,
            Labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["kubernetes.io/hostname"] = name, [LabLabels.Zone] = zone }
                .Where(label => label.Value.Length > 0).ToDictionary(),
        },
        Spec = new V1NodeSpec(),
    };

    private JsonObject Status(bool ready) => new()
    {
        ["status"] = new JsonObject
        {
            ["addresses"] = new JsonArray(new JsonObject { ["type"] = "InternalIP", ["address"] = Address.ToString() }),
            ["conditions"] = new JsonArray(new JsonObject
            {
                ["type"] = "Ready",
                ["status"] = ready ? "True" : "Unknown",
                ["reason"] = ready ? "LabReady" : "NodeStatusUnknown",
                ["message"] = ready ? "the lab's process is the node" : "the site is lost",
                ["lastTransitionTime"] = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
            }),
            ["nodeInfo"] = new JsonObject
            {
                ["kubeletVersion"] = "v1.32.0-chatdr-lab",
                ["osImage"] = "ChatDR lab",
                ["operatingSystem"] = "linux",
                ["architecture"] = "amd64",
                ["kernelVersion"] = "none",
                ["containerRuntimeVersion"] = "chatdr-lab://0.1.0",
                ["kubeProxyVersion"] = "",
                ["machineID"] = "",
                ["systemUUID"] = "",
                ["bootID"] = "",
            },
        },
    };
}
