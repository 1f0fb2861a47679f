using ChatDr.Kubernetes.Caching;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;
using Microsoft.Extensions.Logging;

namespace ChatDr.Kubernetes.Clusters;

/// <summary>Which Secrets lead to other clusters, and what is cached of each of those.</summary>
public sealed class ClusterRegistryOptions
{
    private readonly Dictionary<Type, Func<IKubernetesClient, TimeProvider, ILoggerFactory, IInformer>> _kinds = [];

    /// <summary>The namespace of the Secrets: whoever may write Secrets there decides which clusters the operator works in. Required.</summary>
    public string Namespace { get; set; } = "";

    /// <summary>Which Secrets of that namespace they are. Required.</summary>
    public string LabelSelector { get; set; } = "";

    /// <summary>The key in the Secret that holds the kubeconfig. Default <c>kubeconfig</c>.</summary>
    public string SecretKey { get; set; } = "kubeconfig";

    /// <summary>The only namespace to look at in those clusters; null for all.</summary>
    public string? RemoteNamespace { get; set; }

    /// <summary>Keeps a cache of <typeparamref name="T"/> for each cluster, narrowed and indexed as <paramref name="configure"/> says.</summary>
    public ClusterRegistryOptions Cache<T>(Action<CacheOptions<T>>? configure = null)
        where T : class, IKubernetesObject
    {
        var options = new CacheOptions<T>();
        configure?.Invoke(options);
        _kinds[typeof(T)] = (client, time, logs) => new Informer<T>(client, RemoteNamespace, options, time, Random.Shared, logs.CreateLogger<Informer<T>>());
        return this;
    }

    internal IReadOnlyDictionary<Type, IInformer> MakeInformers(IKubernetesClient client, TimeProvider time, ILoggerFactory logs) =>
        _kinds.ToDictionary(kind => kind.Key, kind => kind.Value(client, time, logs));

    internal void Validate()
    {
        if (Namespace.Length == 0 || LabelSelector.Length == 0)
        {
            throw new ArgumentException("Namespace and LabelSelector of the Secrets that lead to other clusters have to be said.");
        }
    }
}
