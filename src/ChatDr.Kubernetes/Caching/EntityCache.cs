using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;

namespace ChatDr.Kubernetes.Caching;

/// <summary>The objects of one kind, by name, namespace and controlling owner. One informer writes, anyone reads.</summary>
internal sealed class EntityCache<T> : IEntityCache<T>
    where T : class, IKubernetesObject
{
    private readonly Lock _gate = new();
    private readonly Dictionary<NamespacedName, T> _objects = [];
    private readonly Dictionary<string, HashSet<NamespacedName>> _byNamespace = [];
    private readonly Dictionary<string, HashSet<NamespacedName>> _byOwner = [];

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
            Index(_byNamespace, name.Namespace, name);
            if (ControllerUid(entity) is { } owner)
            {
                Index(_byOwner, owner, name);
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

    private static string? ControllerUid(T entity) =>
        entity.Metadata.OwnerReferences?.FirstOrDefault(owner => owner.Controller == true)?.Uid;

    private static void Index(Dictionary<string, HashSet<NamespacedName>> index, string key, NamespacedName name)
    {
        if (!index.TryGetValue(key, out var names))
        {
            index[key] = names = [];
        }

        names.Add(name);
    }

    private static void Unindex(Dictionary<string, HashSet<NamespacedName>> index, string key, NamespacedName name)
    {
        if (index.TryGetValue(key, out var names) && names.Remove(name) && names.Count == 0)
        {
            index.Remove(key);
        }
    }

    private void Unindex(NamespacedName name, T entity)
    {
        Unindex(_byNamespace, name.Namespace, name);
        if (ControllerUid(entity) is { } owner)
        {
            Unindex(_byOwner, owner, name);
        }
    }

    private List<T> Select(Dictionary<string, HashSet<NamespacedName>> index, string key) =>
        index.TryGetValue(key, out var names) ? [.. names.Select(name => _objects[name])] : [];
}
