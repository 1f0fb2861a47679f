using System.Text.Json;
using System.Text.Json.Nodes;
using ChatDr.Kubernetes.Caching;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Json;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Kubernetes.Runtime;

/// <summary>
/// Writes the status of custom resources: one merge patch with the members that changed, and none when none did, so that a reconciler is not woken for ever by
/// what it writes. Since caches trail the server, it also remembers what it wrote, so that a reconcile never decides on a status that it has itself replaced.
/// </summary>
public sealed class StatusWriter(IKubernetesClient client)
{
    /// <summary>An object that was forgotten costs a conflict at worst.</summary>
    private const int MaxRemembered = 4096;

    private readonly Lock _gate = new();
    private readonly RecentlyUsed<(Type Type, NamespacedName Name), Written> _written = new(MaxRemembered);

    /// <summary>The newer of what the cache has and what was last written.</summary>
    public T Latest<T>(T cached)
        where T : class, IKubernetesObject
    {
        var key = (typeof(T), NamespacedName.Of(cached));
        lock (_gate)
        {
            if (!_written.TryGet(key, out var written))
            {
                return cached;
            }

            if (written.Replaced.Contains(cached.Metadata.ResourceVersion ?? ""))
            {
                return (T)written.Entity;
            }

            _written.Remove(key);
            return cached;
        }
    }

    /// <summary>
    /// Stores <paramref name="desired"/> as the status of <paramref name="entity"/>, if it differs from <paramref name="current"/>: in more than when
    /// conditions changed last, for that moves with a condition's status only.
    /// </summary>
    /// <param name="entity">The object as <see cref="Latest"/> gave it.</param>
    /// <param name="current">Its status.</param>
    /// <param name="desired">The status that this reconcile came to.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="KubernetesApiException">The server refused for another reason than a conflict.</exception>
    public async Task<StatusWrite> WriteAsync<T, TStatus>(T entity, TStatus? current, TStatus desired, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
        where TStatus : class
    {
        var (from, to) = (ToJson(current), ToJson(desired));
        KeepTransitionTimes(from, to);
        var change = Difference(from, to);
        if (change.Count == 0)
        {
            return StatusWrite.Unchanged;
        }

        var name = NamespacedName.Of(entity);
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject { ["resourceVersion"] = entity.Metadata.ResourceVersion },
            ["status"] = change,
        };
        try
        {
            Remember(name, entity, await client.MergePatchStatusAsync<T>(name, patch, cancellationToken));
            return StatusWrite.Written;
        }
        catch (KubernetesApiException changedMeanwhile) when (changedMeanwhile.IsConflict)
        {
            return StatusWrite.Conflict;
        }
        catch (KubernetesApiException deleted) when (deleted.IsNotFound)
        {
            lock (_gate)
            {
                _written.Remove((typeof(T), name));
            }

            return StatusWrite.Conflict;
        }
    }

    /// <summary>The merge patch (RFC 7396) that turns <paramref name="from"/> into <paramref name="to"/>; empty when they are alike.</summary>
    internal static JsonObject Difference(JsonObject from, JsonObject to)
    {
        var patch = new JsonObject();
        foreach (var (key, value) in to)
        {
            if (from.TryGetPropertyValue(key, out var before) && before is JsonObject beforeObject && value is JsonObject valueObject)
            {
                if (Difference(beforeObject, valueObject) is { Count: > 0 } inner)
                {
                    patch[key] = inner;
                }
            }
            else if (!JsonNode.DeepEquals(before, value))
            {
                patch[key] = value?.DeepClone();
            }
        }

        foreach (var (key, _) in from)
        {
            if (!to.ContainsKey(key))
            {
                patch[key] = null;
            }
        }

        return patch;
    }

    /// <summary>meta/v1 Condition: <c>lastTransitionTime</c> is when the condition's status changed.</summary>
    private static void KeepTransitionTimes(JsonObject from, JsonObject to)
    {
        var before = Conditions(from).DistinctBy(Type).ToDictionary(Type);
        foreach (var condition in Conditions(to))
        {
            if (before.TryGetValue(Type(condition), out var old) && JsonNode.DeepEquals(old["status"], condition["status"]))
            {
                condition["lastTransitionTime"] = old["lastTransitionTime"]?.DeepClone();
            }
        }

        static IEnumerable<JsonObject> Conditions(JsonObject status) => (status["conditions"] as JsonArray)?.OfType<JsonObject>() ?? [];

        static string Type(JsonObject condition) => condition["type"]?.ToString() ?? "";
    }

    private static JsonObject ToJson<TStatus>(TStatus? status)
        where TStatus : class => status is null ? [] : JsonSerializer.SerializeToNode(status, KubernetesJson.Options)!.AsObject();

    private void Remember<T>(NamespacedName name, T replaced, T stored)
        where T : class, IKubernetesObject
    {
        var key = (typeof(T), name);
        lock (_gate)
        {
            var versions = _written.TryGet(key, out var before) && ReferenceEquals(before.Entity, replaced) ? before.Replaced : [];
            _written.Set(key, new Written(stored, [.. versions, replaced.Metadata.ResourceVersion ?? ""]));
        }
    }

    private sealed record Written(IKubernetesObject Entity, IReadOnlyList<string> Replaced);
}
