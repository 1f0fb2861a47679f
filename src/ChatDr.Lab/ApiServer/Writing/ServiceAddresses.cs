using System.Net;
using System.Text.Json.Nodes;
using ChatDr.Lab.ApiServer.Resources;
using ChatDr.Lab.Network;

namespace ChatDr.Lab.ApiServer.Writing;

/// <summary>
/// Gives Services their cluster addresses: the one that they ask for when it is free, else the next free one, where the lab's node can listen.
/// </summary>
internal sealed class ServiceAddresses(LoopbackNetwork addresses)
{
    /// <summary>Completes a valid object; the address taken for it, or null when it needs none or has one.</summary>
    internal IPAddress? Complete(ApiResource resource, JsonObject content, JsonObject? live)
    {
        if (resource.Storage != "/services" || content["spec"] is not JsonObject spec || spec.Text("type") == "ExternalName")
            return null;
        string? asked = spec.Text("clusterIP") is { Length: > 0 } text ? text : null;
        IPAddress? taken = null;
        if (asked != "None" && (asked is null || asked != live.Text("spec", "clusterIP")))
        {
            taken = IPAddress.TryParse(asked, out IPAddress? wanted) && addresses.TryTake(wanted) ? wanted : addresses.Take();
            asked = taken.ToString();
        }

        spec["clusterIP"] = asked;
        spec["clusterIPs"] = new JsonArray(asked);
        return taken;
    }

    /// <summary>Gives back the address of a Service that is gone, or that did not come to be.</summary>
    internal void Release(JsonObject service)
    {
        if (IPAddress.TryParse(service.Text("spec", "clusterIP"), out IPAddress? address))
            addresses.Release(address);
    }

    /// <summary>Gives an address back; null is none.</summary>
    internal void Release(IPAddress? address)
    {
        if (address is not null)
            addresses.Release(address);
    }

    /// <summary>Goes on with a Service of an earlier life; false when its address is not free in this one.</summary>
    internal bool Retake(JsonObject service) => !IPAddress.TryParse(service.Text("spec", "clusterIP"), out IPAddress? address) || addresses.TryTake(address);
}
