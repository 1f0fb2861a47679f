using System.Text.Json.Nodes;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Kubernetes.Client;

/// <summary>
/// The Kubernetes API for one cluster. The type argument names the kind through its <see cref="KubernetesEntityAttribute"/>.
/// Every member throws <see cref="KubernetesApiException"/> when the server refuses, and <see cref="HttpRequestException"/> when it cannot be reached.
/// </summary>
public interface IKubernetesClient
{
    /// <summary>Reads one object; null when there is none.</summary>
    Task<T?> GetAsync<T>(NamespacedName name, CancellationToken cancellationToken)
        where T : class, IKubernetesObject;

    /// <summary>Reads a page of objects; <paramref name="ns"/> null or empty means all namespaces.</summary>
    Task<KubernetesList<T>> ListAsync<T>(string? ns, ListOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject;

    /// <summary>
    /// Streams changes after <paramref name="resourceVersion"/>, bookmarks included. Ends when the server closes the stream;
    /// an ERROR frame is thrown (410 <c>Expired</c> means: list again).
    /// </summary>
    IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(string? ns, string? resourceVersion, ListOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject;

    /// <summary>Stores a new object. 409 <c>AlreadyExists</c> when the name is taken.</summary>
    Task<T> CreateAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class, IKubernetesObject;

    /// <summary>Server-side apply: the fields that <paramref name="entity"/> sets become owned by <paramref name="fieldManager"/>.</summary>
    Task<T> ApplyAsync<T>(T entity, string fieldManager, bool force, CancellationToken cancellationToken)
        where T : class, IKubernetesObject;

    /// <summary>JSON merge patch of the object. Put <c>metadata.resourceVersion</c> in the patch to get a 409 when it has changed meanwhile.</summary>
    Task<T> MergePatchAsync<T>(NamespacedName name, JsonObject patch, CancellationToken cancellationToken)
        where T : class, IKubernetesObject;

    /// <summary>JSON merge patch of the status subresource.</summary>
    Task<T> MergePatchStatusAsync<T>(NamespacedName name, JsonObject patch, CancellationToken cancellationToken)
        where T : class, IKubernetesObject;

    /// <summary>Replaces the status subresource; fails with 409 when <c>metadata.resourceVersion</c> is not the latest.</summary>
    Task<T> ReplaceStatusAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class, IKubernetesObject;

    /// <summary>Replaces the object; fails with 409 when <c>metadata.resourceVersion</c> is not the latest. Only for kinds whose C# type is complete, such as Lease.</summary>
    Task<T> ReplaceAsync<T>(T entity, CancellationToken cancellationToken)
        where T : class, IKubernetesObject;

    /// <summary>Deletes an object; one that is not there counts as deleted.</summary>
    Task DeleteAsync<T>(NamespacedName name, DeleteOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject;
}
