using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;

namespace ChatDr.Lab.Node;

/// <summary>What a pod refers to, out of the node's caches.</summary>
/// <param name="ns">The pod's namespace.</param>
internal sealed class CachedReferences(
    string ns, IEntityCache<V1Secret> secrets, IEntityCache<V1ConfigMap> configMaps, IEntityCache<V1PersistentVolumeClaim> claims) : IPodReferences
{
    /// <inheritdoc/>
    public V1Secret? Secret(string name) => secrets.Get(new NamespacedName(ns, name));

    /// <inheritdoc/>
    public V1ConfigMap? ConfigMap(string name) => configMaps.Get(new NamespacedName(ns, name));

    /// <inheritdoc/>
    public V1PersistentVolumeClaim? Claim(string name) => claims.Get(new NamespacedName(ns, name));
}
