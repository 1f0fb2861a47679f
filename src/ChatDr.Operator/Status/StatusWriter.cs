using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Json;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Operator.Status;

/// <summary>
/// Writes the status of custom resources: one merge patch with the members that changed, and none when none did. Since caches trail the server, it also remembers
/// what it wrote, so that a pass never decides on a status that it has itself replaced.
/// </summary>
internal sealed class StatusWriter(IKubernetesClient client)
{
    private readonly ConcurrentDictionary<(Type Type, NamespacedName Name), Written> _written = [];

    /// <summary>The newer of what the cache has and what was last written.</summary>
    public T Latest<T>(T cached)
        where T : class, IKubernetesObject
    {
        var key = (typeof(T), NamespacedName.Of(cached));
        if (!_written.TryGetValue(key, out var written))
        {
            return cached;
        }

        if (written.Replaced.Contains(cached.Metadata.ResourceVersion ?? ""))
        {
            return (T)written.Entity;
        }

        _written.TryRemove(key, out _);
        return cached;
    }

    /// <summary>Stores <paramref name="desired"/> as the status of <paramref name="entity"/>, if it differs from <paramref name="current"/>.</summary>
    /// <param name="entity">The object as <see cref="Latest"/> gave it.</param>
    /// <param name="current">Its status.</param>
    /// <param name="desired">The status of this pass.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="KubernetesApiException">The server refused for another reason than a conflict.</exception>
    public async Task<StatusWrite> WriteAsync<T, TStatus>(T entity, TStatus? current, TStatus desired, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
        where TStatus : class
    {
        var change = Difference(ToJson(current), ToJson(desired));
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
            _written.TryRemove((typeof(T), name), out _);
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

    private static JsonObject ToJson<TStatus>(TStatus? status)
        where TStatus : class => status is null ? [] : JsonSerializer.SerializeToNode(status, KubernetesJson.Options)!.AsObject();

    private void Remember<T>(NamespacedName name, T replaced, T stored)
        where T : class, IKubernetesObject
    {
        var key = (typeof(T), name);
        var versions = _written.TryGetValue(key, out var before) && ReferenceEquals(before.Entity, replaced) ? before.Replaced : [];
        _written[key] = new Written(stored, [.. versions, replaced.Metadata.ResourceVersion ?? ""]);
    }

    private sealed record Written(IKubernetesObject Entity, IReadOnlyList<string> Replaced);
}
