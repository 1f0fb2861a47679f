using ChatDr.Kubernetes.Models;

namespace ChatDr.Kubernetes.Caching;

/// <summary>The names of cached objects by some property of theirs. Not safe for concurrent use; the cache's lock guards it.</summary>
internal sealed class CacheIndex<T>(Func<T, IEnumerable<string>> keys)
    where T : class, IKubernetesObject
{
    private readonly Dictionary<string, HashSet<NamespacedName>> _names = new(StringComparer.Ordinal);

    public IReadOnlyCollection<NamespacedName> Names(string key) => _names.TryGetValue(key, out var names) ? names : [];

    public void Add(NamespacedName name, T entity)
    {
        foreach (var key in keys(entity))
        {
            if (!_names.TryGetValue(key, out var names))
            {
                _names[key] = names = [];
            }

            names.Add(name);
        }
    }

    public void Remove(NamespacedName name, T entity)
    {
        foreach (var key in keys(entity))
        {
            if (_names.TryGetValue(key, out var names) && names.Remove(name) && names.Count == 0)
            {
                _names.Remove(key);
            }
        }
    }
}
