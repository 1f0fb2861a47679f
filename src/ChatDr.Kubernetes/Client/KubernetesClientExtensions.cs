using System.Text.Json.Nodes;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Kubernetes.Client;

/// <summary>What can be said in terms of <see cref="IKubernetesClient"/>.</summary>
public static class KubernetesClientExtensions
{
    private const int PageSize = 500;
    private const int ConflictAttempts = 5;
    private static readonly TimeSpan ConflictDelay = TimeSpan.FromMilliseconds(10);

    /// <summary>
    /// Reads an object, has <paramref name="change"/> say the merge patch, and sends it with the revision that was read; when another was quicker, again: five
    /// times in all, 10 ms apart, as client-go's <c>retry.RetryOnConflict</c>. Null when the object is not there; <paramref name="change"/> says null for no change.
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
