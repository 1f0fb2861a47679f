using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Json;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Operator.Instances;

/// <summary>
/// Server-side applies a child, but only when it is not already as wanted: the live object must hold all that is wanted, and must have been applied from the same
/// wish (an annotation holds its hash), which notices members that are not wanted any more.
/// </summary>
internal sealed class ChildApplier(IKubernetesClient client)
{
    public const string HashAnnotation = "chatdr.dev/applied";

    /// <summary>Whether something was sent.</summary>
    public async Task<bool> EnsureAsync<T>(T wanted, T? live, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        var json = JsonSerializer.SerializeToNode(wanted, KubernetesJson.Options)!.AsObject();
        var hash = Convert.ToHexString(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(json)))[..16];
        json["metadata"]!.AsObject()["annotations"] = new JsonObject { [HashAnnotation] = hash };
        if (live is not null && Holds(JsonSerializer.SerializeToNode(live, KubernetesJson.Options), json))
        {
            return false;
        }

        await client.ApplyAsync(json.Deserialize<T>(KubernetesJson.Options)!, InstanceLabels.FieldManager, force: true, cancellationToken);
        return true;
    }

    /// <summary>Whether <paramref name="live"/> has all that <paramref name="wanted"/> has; what the server added is no matter.</summary>
    internal static bool Holds(JsonNode? live, JsonNode? wanted) => (live, wanted) switch
    {
        (JsonObject has, JsonObject wants) => wants.All(member => has.TryGetPropertyValue(member.Key, out var value) && Holds(value, member.Value)),
        (JsonArray has, JsonArray wants) => has.Count == wants.Count && has.Zip(wants).All(pair => Holds(pair.First, pair.Second)),
        _ => JsonNode.DeepEquals(live, wanted),
    };
}
