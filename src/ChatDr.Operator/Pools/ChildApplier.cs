using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Json;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Operator.Pools;

/// <summary>
/// Applies children, and only those whose content differs from what is there: an annotation holds the digest of what was applied last, which shows fields that
/// were taken away, and a look at the live object shows fields that somebody else changed. In steady state nothing is sent.
/// </summary>
/// <param name="client">The API.</param>
internal sealed class ChildApplier(IKubernetesClient client)
{
    /// <summary>Applies <paramref name="desired"/> unless <paramref name="live"/> is like it; says whether it was sent.</summary>
    public async Task<bool> ApplyAsync<T>(T desired, T? live, Func<T, V1ObjectMeta, T> withMetadata, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        var json = JsonSerializer.SerializeToNode(desired, KubernetesJson.Options)!;
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json.ToJsonString())).AsSpan(0, 16));
        if (live is not null
            && live.Metadata.Annotations?.GetValueOrDefault(PoolLabels.Applied) == digest
            && IsWithin(json, JsonSerializer.SerializeToNode(live, KubernetesJson.Options)!))
        {
            return false;
        }

        var annotations = new Dictionary<string, string>(desired.Metadata.Annotations ?? new Dictionary<string, string>(), StringComparer.Ordinal)
        {
            [PoolLabels.Applied] = digest,
        };
        await client.ApplyAsync(withMetadata(desired, desired.Metadata with { Annotations = annotations }), PoolLabels.FieldManager, force: true, cancellationToken);
        return true;
    }

    /// <summary>Whether everything that <paramref name="desired"/> says is so in <paramref name="live"/>, which may say more.</summary>
    internal static bool IsWithin(JsonNode? desired, JsonNode? live) => (desired, live) switch
    {
        (null, _) => true,
        (JsonObject wanted, JsonObject there) => wanted.All(member => IsWithin(member.Value, there[member.Key])),
        (JsonObject { Count: 0 }, null) or (JsonArray { Count: 0 }, null) => true,
        (JsonArray wanted, JsonArray there) => wanted.Count == there.Count && wanted.Zip(there).All(pair => IsWithin(pair.First, pair.Second)),
        _ => JsonNode.DeepEquals(desired, live),
    };
}
