using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;

namespace ChatDr.Kubernetes.Caching;

/// <summary>The objects of one kind, by name, namespace, controlling owner and declared indexes. One informer writes, anyone reads.</summary>
internal sealed class EntityCache<T> : IEntityCache<T>
    where T : class, IKubernetesObject
{
    private readonly Lock _gate = new();
    private readonly Dictionary<NamespacedName, T> _objects = [];
    private readonly CacheIndex<T> _byNamespace = new(entity => [entity.Metadata.Namespace ?? ""]);
    private readonly CacheIndex<T> _byOwner = new(ControllerUid);
    private readonly Dictionary<string, CacheIndex<T>> _declared;
    private readonly CacheIndex<T>[] _indexes;

    public EntityCache(IReadOnlyDictionary<string, Func<T, IEnumerable<string>>> indexes)
    {
        _declared = indexes.ToDictionary(index => index.Key, index => new CacheIndex<T>(index.Value), StringComparer.Ordinal);
        _indexes = [_byNamespace, _byOwner, .. _declared.Values];
    }

    public T? Get(NamespacedName name)
    {
        lock (_gate)
        {
            return _objects.GetValueOrDefault(name);
        }
    }

    public IReadOnlyList<T> List(string? ns)
    {
        lock (_gate)
        {
            return string.IsNullOrEmpty(ns) ? [.. _objects.Values] : Select(_byNamespace, ns);
        }
    }

    public IReadOnlyList<T> ControlledBy(string ownerUid)
    {
        lock (_gate)
        {
            return Select(_byOwner, ownerUid);
        }
    }

    public IReadOnlyList<T> ByIndex(string name, string key)
    {
        if (!_declared.TryGetValue(name, out var index))
        {
            throw new ArgumentException(
                $"The cache of {KubernetesEntityAttribute.Of<T>().Kind} has no index '{name}': declare it with AddIndex before the operator starts.",
                nameof(name));
        }

        lock (_gate)
        {
            return Select(index, key);
        }
    }

    /// <summary>Stores <paramref name="entity"/> and says what was there; the change is null when it is the same revision.</summary>
    public CacheChange<T>? Put(T entity)
    {
        lock (_gate)
        {
            var name = NamespacedName.Of(entity);
            var old = _objects.GetValueOrDefault(name);
            if (old is not null && old.Metadata.ResourceVersion == entity.Metadata.ResourceVersion && old.Metadata.Uid == entity.Metadata.Uid)
            {
                return null;
            }

            if (old is not null)
            {
                Unindex(name, old);
            }

            _objects[name] = entity;
            foreach (var index in _indexes)
            {
                index.Add(name, entity);
            }

            return new(old, entity);
        }
    }

    /// <summary>Forgets an object; the change is null when there was none.</summary>
    public CacheChange<T>? Remove(NamespacedName name)
    {
        lock (_gate)
        {
            if (!_objects.Remove(name, out var old))
            {
                return null;
            }

            Unindex(name, old);
            return new(old, null);
        }
    }

    /// <summary>
    /// Makes <paramref name="entities"/> all there is: what a list has not is gone, and that is told too, for its deletion may have happened while
    /// nobody watched.
    /// </summary>
    public IReadOnlyList<CacheChange<T>> Replace(IReadOnlyList<T> entities)
    {
        var changes = new List<CacheChange<T>>();
        lock (_gate)
        {
            var listed = entities.Select(NamespacedName.Of).ToHashSet();
            foreach (var gone in _objects.Keys.Where(name => !listed.Contains(name)).ToList())
            {
                changes.Add(Remove(gone)!.Value);
            }

            foreach (var entity in entities)
            {
                if (Put(entity) is { } change)
                {
                    changes.Add(change);
                }
            }
        }

        return changes;
    }

    private static IEnumerable<string> ControllerUid(T entity) => entity.ControllerReference()?.Uid is { } owner ? [owner] : [];

    private void Unindex(NamespacedName name, T entity)
    {
        foreach (var index in _indexes)
        {
            index.Remove(name, entity);
        }
    }

    private List<T> Select(CacheIndex<T> index, string key) => [.. index.Names(key).Select(name => _objects[name])];
}
