using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Json;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Operator.Children;

/// <summary>
/// Applies children, and only those whose content differs from what is there: an annotation holds the digest of what was applied last, which shows fields that
/// were taken away, and a look at the live object shows fields that somebody else changed. In steady state nothing is sent.
/// </summary>
/// <param name="client">The API.</param>
internal sealed class ChildApplier(IKubernetesClient client)
{
    /// <summary>The field manager of everything that the operator applies.</summary>
    public const string FieldManager = "chatdr-operator";

    /// <summary>On a child: the digest of what was applied last.</summary>
    public const string DigestAnnotation = "chatdr.dev/applied";

    /// <summary>Applies <paramref name="wanted"/> unless <paramref name="live"/> is like it; says whether it was sent.</summary>
    public async Task<bool> EnsureAsync<T>(T wanted, T? live, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        var json = JsonSerializer.SerializeToNode(wanted, KubernetesJson.Options)!.AsObject();
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json.ToJsonString())).AsSpan(0, 16));
        if (live?.Metadata.Annotations?.GetValueOrDefault(DigestAnnotation) == digest
            && Holds(JsonSerializer.SerializeToNode(live, KubernetesJson.Options), json, typeof(T)))
        {
            return false;
        }

        var metadata = json["metadata"]!.AsObject();
        if (metadata["annotations"] is not JsonObject annotations)
        {
            metadata["annotations"] = annotations = [];
        }

        annotations[DigestAnnotation] = digest;
        await client.ApplyAsync(json.Deserialize<T>(KubernetesJson.Options)!, FieldManager, force: true, cancellationToken);
        return true;
    }

    /// <summary>
    /// Whether <paramref name="live"/> has all that <paramref name="wanted"/> has; what the server added is no matter. Quantities are alike by value: a server
    /// answers <c>0.5</c> as <c>500m</c>, and taking that for a change would apply the child again without end.
    /// </summary>
    internal static bool Holds(JsonNode? live, JsonNode? wanted, Type type) => (live, wanted) switch
    {
        (_, null) => true,
        (JsonObject has, JsonObject wants) => wants.All(member => Holds(has[member.Key], member.Value, TypeOf(type, member.Key))),
        (null, JsonObject { Count: 0 }) or (null, JsonArray { Count: 0 }) => true,
        (JsonArray has, JsonArray wants) => has.Count == wants.Count && has.Zip(wants).All(pair => Holds(pair.First, pair.Second, TypeOf(type, null))),
        (not null, _) when type == typeof(ResourceQuantity) => Amount(live) == Amount(wanted),
        _ => JsonNode.DeepEquals(live, wanted),
    };

    private static ResourceQuantity? Amount(JsonNode quantity) => quantity.Deserialize<ResourceQuantity>(KubernetesJson.Options);

    /// <summary>The type of a member of <paramref name="type"/>, or of its elements; <see cref="JsonNode"/> where the model leaves that open.</summary>
    private static Type TypeOf(Type type, string? member)
    {
        var json = KubernetesJson.Options.GetTypeInfo(type);
        return json.Kind == JsonTypeInfoKind.Object
            ? json.Properties.FirstOrDefault(property => property.Name == member)?.PropertyType ?? typeof(JsonNode)
            : json.ElementType ?? typeof(JsonNode);
    }
}
