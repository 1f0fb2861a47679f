using ChatDr.Kubernetes.Models;

namespace ChatDr.Kubernetes.Client;

/// <summary>
/// The Kubernetes API for one cluster. The type argument names the kind through its <see cref="KubernetesEntityAttribute"/>. What is written most often has
/// shorter forms in <see cref="KubernetesClientExtensions"/>.
/// Every member throws <see cref="KubernetesApiException"/> when the server refuses, and <see cref="HttpRequestException"/> when it cannot be reached.
/// </summary>
public interface IKubernetesClient
{
    /// <summary>What the server is and serves.</summary>
    DiscoveryClient Discovery { get; }

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
    Task<T> CreateAsync<T>(T entity, WriteOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject;

    /// <summary>Changes an object, or with <see cref="PatchType.ApplyPatch"/> makes it. Fields that the C# type lacks stay as they are.</summary>
    Task<T> PatchAsync<T>(NamespacedName name, V1Patch patch, WriteOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject;

    /// <summary>Replaces the object; fails with 409 when <c>metadata.resourceVersion</c> is not the latest.</summary>
    Task<T> ReplaceAsync<T>(T entity, WriteOptions options, CancellationToken cancellationToken)
        where T : class, IReplaceable;

    /// <summary>Replaces the status subresource; fails with 409 when <c>metadata.resourceVersion</c> is not the latest.</summary>
    Task<T> ReplaceStatusAsync<T>(T entity, WriteOptions options, CancellationToken cancellationToken)
        where T : class, IReplaceable;

    /// <summary>Deletes an object; one that is not there counts as deleted. 409 means that it is not the one that the options name.</summary>
    Task DeleteAsync<T>(NamespacedName name, DeleteOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject;

    /// <summary>
    /// Deletes the objects of a namespace that <paramref name="selection"/> selects; with an empty one, all. Of the options UID and revision do not count.
    /// </summary>
    Task DeleteCollectionAsync<T>(string? ns, ListOptions selection, DeleteOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject;

    /// <summary>
    /// Reads what <typeparamref name="T"/> has under <paramref name="subResource"/>, such as <c>scale</c>; null when there is no such object.
    /// </summary>
    Task<TSub?> GetSubResourceAsync<T, TSub>(NamespacedName name, string subResource, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
        where TSub : class;

    /// <summary>Changes what <typeparamref name="T"/> has under <paramref name="subResource"/>, such as <c>status</c>.</summary>
    Task<TSub> PatchSubResourceAsync<T, TSub>(NamespacedName name, string subResource, V1Patch patch, WriteOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
        where TSub : class;

    /// <summary>Reads the log of a pod's container, UTF-8 text in lines. The caller disposes of the stream.</summary>
    Task<Stream> ReadPodLogAsync(NamespacedName pod, PodLogOptions options, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes a pod if its disruption budget allows that; one that is not there counts as evicted. A refusal is
    /// <see cref="KubernetesApiException.IsBlockedByDisruptionBudget"/>.
    /// </summary>
    Task EvictAsync(NamespacedName pod, DeleteOptions options, CancellationToken cancellationToken);
}
