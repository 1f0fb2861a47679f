using System.Text.Json;
using System.Text.Json.Nodes;
using ChatDr.Api.V1Alpha1;
using ChatDr.Kubernetes.Json;

namespace ChatDr.Operator.Failovers;

/// <summary>
/// What the operator writes on an order itself, because it must outlive a lost status and a changed spec: the order as it was given, that it has begun, and how
/// it ended.
/// </summary>
internal static class OrderMarks
{
    /// <summary>Held from before the first step until the last: a deleted order first finishes or brings the source back.</summary>
    public const string Finalizer = "chatdr.dev/failover";

    /// <summary>The spec as first seen.</summary>
    public const string GivenAnnotation = "chatdr.dev/order";

    /// <summary>The phase in which the order ended: it is never carried out twice.</summary>
    public const string EndedAnnotation = "chatdr.dev/ended";

    /// <summary>Whether the order has begun and not ended, whatever its status says.</summary>
    public static bool HasBegun(PoolFailover order) => order.Metadata.Finalizers?.Contains(Finalizer) == true;

    /// <summary>Whether the order is under way but its status does not say how far it came.</summary>
    public static bool HasLostStatus(PoolFailover order) =>
        HasBegun(order) && order.Status?.Phase != FailoverPhase.Running && !FailoverPhase.IsFinal(order.Status?.Phase);

    /// <summary>
    /// The order as it was given, though somebody may have changed its spec since; only the approval may change (CEL says so too, where the API server knows
    /// CEL).
    /// </summary>
    public static PoolFailover AsGiven(PoolFailover order) =>
        Given(order) is { } given ? order with { Spec = given with { Approved = order.Spec.Approved } } : order;

    /// <summary>The fields whose values differ from the order as it was given.</summary>
    public static IReadOnlyList<string> Changed(PoolFailover order)
    {
        if (Given(order) is not { } given)
        {
            return [];
        }

        var (now, then) = (Json(order.Spec), Json(given));
        return [.. now
            .Select(member => member.Key)
            .Union(then.Select(member => member.Key))
            .Where(key => !JsonNode.DeepEquals(now[key], then[key]))
            .Order(StringComparer.Ordinal)];
    }

    /// <summary>The patch that notes the order as it is given now.</summary>
    public static JsonObject NoteGiven(PoolFailover order) => Annotate(GivenAnnotation, Json(order.Spec).ToJsonString());

    /// <summary>The patch that notes that the order begins.</summary>
    public static JsonObject NoteBegun(PoolFailover order) => Finalizers(order, [.. order.Metadata.Finalizers ?? [], Finalizer]);

    /// <summary>The patch that notes how the order ended and lets it go.</summary>
    public static JsonObject NoteEnded(PoolFailover order)
    {
        var patch = Finalizers(order, [.. (order.Metadata.Finalizers ?? []).Where(name => name != Finalizer)]);
        patch["metadata"]!["annotations"] = new JsonObject { [EndedAnnotation] = order.Status!.Phase };
        return patch;
    }

    private static PoolFailoverSpec? Given(PoolFailover order) => order.Metadata.Annotations?.GetValueOrDefault(GivenAnnotation) is { } text
        ? JsonSerializer.Deserialize<PoolFailoverSpec>(text, KubernetesJson.Options)
        : null;

    private static JsonObject Json(PoolFailoverSpec spec) => JsonSerializer.SerializeToNode(spec with { Approved = false }, KubernetesJson.Options)!.AsObject();

    private static JsonObject Annotate(string key, string value) =>
        new() { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [key] = value } } };

    private static JsonObject Finalizers(PoolFailover order, IEnumerable<string> names) => new()
    {
        ["metadata"] = new JsonObject
        {
            ["resourceVersion"] = order.Metadata.ResourceVersion,
            ["finalizers"] = new JsonArray([.. names.Select(name => JsonValue.Create(name))]),
        },
    };
}
