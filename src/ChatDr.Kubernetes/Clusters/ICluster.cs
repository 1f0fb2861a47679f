using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;

namespace ChatDr.Kubernetes.Clusters;

/// <summary>Another cluster, as its Secret says at this moment. Ask the registry anew for each reconcile: a changed Secret makes a new one.</summary>
public interface ICluster
{
    /// <summary>The name of the Secret.</summary>
    string Name { get; }

    /// <summary>
    /// Why what lives there cannot be seen: the kubeconfig is unusable, the server does not answer, caches are not filled yet. Null when all is well.
    /// </summary>
    string? Trouble { get; }

    /// <summary>Talks to the cluster.</summary>
    /// <exception cref="ClusterUnavailableException">The Secret holds no usable kubeconfig.</exception>
    IKubernetesClient Client { get; }

    /// <summary>
    /// The cache of a kind that was asked for by <see cref="ClusterRegistryOptions.Cache{T}"/>. While there is <see cref="Trouble"/> it may be empty or stale.
    /// </summary>
    /// <exception cref="ClusterUnavailableException">The Secret holds no usable kubeconfig.</exception>
    IEntityCache<T> Cache<T>()
        where T : class, IKubernetesObject;
}
