using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Tests.Shared;

/// <summary>An API server that refuses what a test does not say how to answer.</summary>
internal abstract class FakeClient : IKubernetesClient
{
    public virtual DiscoveryClient Discovery => throw new NotSupportedException();

    public virtual Task<T?> GetAsync<T>(NamespacedName name, CancellationToken cancellationToken)
        where T : class, IKubernetesObject => throw new NotSupportedException();

    public virtual Task<KubernetesList<T>> ListAsync<T>(string? ns, ListOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject => throw new NotSupportedException();

    public virtual IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(string? ns, string? resourceVersion, ListOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject => throw new NotSupportedException();

    public virtual Task<T> CreateAsync<T>(T entity, WriteOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject => throw new NotSupportedException();

    public virtual Task<T> PatchAsync<T>(NamespacedName name, V1Patch patch, WriteOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject => throw new NotSupportedException();

    public virtual Task<T> ReplaceAsync<T>(T entity, WriteOptions options, CancellationToken cancellationToken)
        where T : class, IReplaceable => throw new NotSupportedException();

    public virtual Task<T> ReplaceStatusAsync<T>(T entity, WriteOptions options, CancellationToken cancellationToken)
        where T : class, IReplaceable => throw new NotSupportedException();

    public virtual Task DeleteAsync<T>(NamespacedName name, DeleteOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject => throw new NotSupportedException();

    public virtual Task DeleteCollectionAsync<T>(string? ns, ListOptions selection, DeleteOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject => throw new NotSupportedException();

    public virtual Task<TSub?> GetSubResourceAsync<T, TSub>(NamespacedName name, string subResource, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
        where TSub : class => throw new NotSupportedException();

    public virtual Task<TSub> PatchSubResourceAsync<T, TSub>(NamespacedName name, string subResource, V1Patch patch, WriteOptions options, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
        where TSub : class => throw new NotSupportedException();

    public virtual Task<Stream> ReadPodLogAsync(NamespacedName pod, PodLogOptions options, CancellationToken cancellationToken) => throw new NotSupportedException();

    public virtual Task EvictAsync(NamespacedName pod, DeleteOptions options, CancellationToken cancellationToken) => throw new NotSupportedException();
}
