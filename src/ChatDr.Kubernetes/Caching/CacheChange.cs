using ChatDr.Kubernetes.Models;

namespace ChatDr.Kubernetes.Caching;

/// <summary>What changed in a cache: added when <paramref name="Old"/> is null, deleted when <paramref name="New"/> is null.</summary>
internal readonly record struct CacheChange<T>(T? Old, T? New)
    where T : class, IKubernetesObject;
