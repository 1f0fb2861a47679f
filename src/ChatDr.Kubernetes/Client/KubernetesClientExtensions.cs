using System.Text.Json;
using System.Text.Json.Nodes;
using ChatDr.Kubernetes.Json;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Kubernetes.Client;

/// <summary>What can be said in terms of <see cref="IKubernetesClient"/>.</summary>
public static class KubernetesClientExtensions
{
    private const int PageSize = 500;
    private const int ConflictAttempts = 5;
    private static readonly TimeSpan ConflictDelay = TimeSpan.FromMilliseconds(10);

    /// <summary>Stores a new object. 409 <c>AlreadyExists</c> when the name is taken.</summary>
    public static Task<T> CreateAsync<T>(this IKubernetesClient client, T entity, CancellationToken cancellationToken)
        where T : class, IKubernetesObject =>
        client.CreateAsync(entity, WriteOptions.Default, cancellationToken);

    /// <summary>Server-side apply: the fields that <paramref name="entity"/> sets become owned by <paramref name="fieldManager"/>.</summary>
    public static Task<T> ApplyAsync<T>(this IKubernetesClient client, T entity, string fieldManager, bool force, CancellationToken cancellationToken)
        where T : class, IKubernetesObject =>
        client.PatchAsync<T>(
            NamespacedName.Of(entity), V1Patch.Apply(entity), new WriteOptions { FieldManager = fieldManager, Force = force }, cancellationToken);

    /// <summary>
    /// Server-side apply of the status subresource: the status of <paramref name="entity"/> and nothing else of it, because servers before 1.22 would have
    /// <paramref name="fieldManager"/> own, or fight for, the rest too.
    /// </summary>
    public static Task<T> ApplyStatusAsync<T>(this IKubernetesClient client, T entity, string fieldManager, bool force, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        var applied = JsonSerializer.SerializeToNode(entity, KubernetesJson.Options)!.AsObject();
        foreach (var member in applied.Select(member => member.Key).Where(member => member is not ("apiVersion" or "kind" or "status")).ToList())
        {
            applied.Remove(member);
        }

        var identity = new V1ObjectMeta { Namespace = entity.Metadata.Namespace, Name = entity.Metadata.Name, Uid = entity.Metadata.Uid };
        applied["metadata"] = JsonSerializer.SerializeToNode(identity, KubernetesJson.Options);
        var options = new WriteOptions { FieldManager = fieldManager, Force = force };
        return client.PatchSubResourceAsync<T, T>(NamespacedName.Of(entity), "status", new V1Patch(PatchType.ApplyPatch, applied), options, cancellationToken);
    }

    /// <summary>JSON merge patch of the object. Put <c>metadata.resourceVersion</c> in the patch to get a 409 when it has changed meanwhile.</summary>
    public static Task<T> MergePatchAsync<T>(this IKubernetesClient client, NamespacedName name, JsonObject patch, CancellationToken cancellationToken)
        where T : class, IKubernetesObject =>
        client.PatchAsync<T>(name, V1Patch.Merge(patch), WriteOptions.Default, cancellationToken);

    /// <summary>JSON merge patch of the status subresource.</summary>
    public static Task<T> MergePatchStatusAsync<T>(this IKubernetesClient client, NamespacedName name, JsonObject patch, CancellationToken cancellationToken)
        where T : class, IKubernetesObject =>
        client.PatchSubResourceAsync<T, T>(name, "status", V1Patch.Merge(patch), WriteOptions.Default, cancellationToken);

    /// <summary>JSON patch of the object. 422 when one of its tests fails: then nothing was changed.</summary>
    public static Task<T> JsonPatchAsync<T>(this IKubernetesClient client, NamespacedName name, JsonPatch patch, CancellationToken cancellationToken)
        where T : class, IKubernetesObject =>
        client.PatchAsync<T>(name, V1Patch.Json(patch), WriteOptions.Default, cancellationToken);

    /// <summary>Replaces the object; fails with 409 when <c>metadata.resourceVersion</c> is not the latest.</summary>
    public static Task<T> ReplaceAsync<T>(this IKubernetesClient client, T entity, CancellationToken cancellationToken)
        where T : class, IReplaceable =>
        client.ReplaceAsync(entity, WriteOptions.Default, cancellationToken);

    /// <summary>Replaces the status subresource; fails with 409 when <c>metadata.resourceVersion</c> is not the latest.</summary>
    public static Task<T> ReplaceStatusAsync<T>(this IKubernetesClient client, T entity, CancellationToken cancellationToken)
        where T : class, IReplaceable =>
        client.ReplaceStatusAsync(entity, WriteOptions.Default, cancellationToken);

    /// <summary>How many replicas are wanted and there; null when there is no such object.</summary>
    public static Task<V1Scale?> GetScaleAsync<T>(this IKubernetesClient client, NamespacedName name, CancellationToken cancellationToken)
        where T : class, IKubernetesObject =>
        client.GetSubResourceAsync<T, V1Scale>(name, "scale", cancellationToken);

    /// <summary>Sets how many replicas are wanted.</summary>
    public static Task<V1Scale> SetScaleAsync<T>(
        this IKubernetesClient client, NamespacedName name, int replicas, WriteOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject =>
        client.PatchSubResourceAsync<T, V1Scale>(
            name, "scale", V1Patch.Merge(new JsonObject { ["spec"] = new JsonObject { ["replicas"] = replicas } }), options, cancellationToken);

    /// <summary>
    /// Reads an object, has <paramref name="change"/> say the merge patch, and sends it with the revision that was read; when another was quicker, again: five
    /// times in all, 10 ms apart, as client-go's <c>retry.RetryOnConflict</c>. Null when the object is not there; <paramref name="change"/> says null for no
    /// change.
    /// </summary>
    /// <exception cref="KubernetesApiException">409 the fifth time, or another refusal.</exception>
    public static async Task<T?> ModifyAsync<T>(
        this IKubernetesClient client, NamespacedName name, Func<T, JsonObject?> change, TimeProvider time, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        for (var attempt = 1; ; attempt++)
        {
            if (await client.GetAsync<T>(name, cancellationToken) is not { } entity || change(entity) is not { } patch)
            {
                return null;
            }

            var metadata = patch["metadata"] as JsonObject ?? [];
            metadata["resourceVersion"] = entity.Metadata.ResourceVersion;
            patch["metadata"] = metadata;
            try
            {
                return await client.MergePatchAsync<T>(name, patch, cancellationToken);
            }
            catch (KubernetesApiException conflict) when (conflict.IsConflict && attempt < ConflictAttempts)
            {
                await Task.Delay(ConflictDelay * (1 + (Random.Shared.NextDouble() * 0.1)), time, cancellationToken);
            }
        }
    }

    /// <summary>
    /// Reads all objects, page by page. When the paging token expires on the way it starts over, so that the result is one consistent state;
    /// its revision is that of the last page, from which a watch goes on.
    /// </summary>
    public static async Task<KubernetesList<T>> ListAllAsync<T>(
        this IKubernetesClient client, string? ns, ListOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        var items = new List<T>();
        string? token = null;
        while (true)
        {
            try
            {
                var page = await client.ListAsync<T>(ns, options with { Limit = options.Limit ?? PageSize, Continue = token }, cancellationToken);
                items.AddRange(page.Items);
                token = page.Metadata.Continue;
                if (string.IsNullOrEmpty(token))
                {
                    return new KubernetesList<T> { Metadata = page.Metadata, Items = items };
                }
            }
            catch (KubernetesApiException expired) when (expired.IsGone && token is not null)
            {
                items.Clear();
                token = null;
            }
        }
    }
}
