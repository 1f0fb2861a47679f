using ChatDr.Kubernetes.Models;

namespace ChatDr.Kubernetes.Client;

/// <summary>What can be said in terms of <see cref="IKubernetesClient"/>.</summary>
public static class KubernetesClientExtensions
{
    private const int PageSize = 500;

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
