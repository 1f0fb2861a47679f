using System.Globalization;
using System.Text.Json.Nodes;

namespace ChatDr.Lab.ApiServer.Storage;

/// <summary>
/// All objects of the cluster under one revision counter, with a window of past changes that watches can resume from: what etcd is to a real server.
/// Every member may be called from any thread; objects handed out are immutable.
/// </summary>
internal sealed class ObjectStore(int historyLength, ObjectJournal? journal = null)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, SortedDictionary<string, StoredObject>> _kinds = [];
    private readonly Dictionary<string, HashSet<ObjectKey>> _dependents = [];
    private readonly Dictionary<string, ObjectKey> _uids = [];
    private readonly Queue<StoreEvent> _history = [];
    private readonly List<StoreWatch> _watches = [];
    private long _revision = 1;
    private long _compacted = 1;

    /// <summary>Takes the objects of an earlier life; changes from before cannot be watched any more.</summary>
    internal void Load(IReadOnlyList<StoredObject> objects, long revision)
    {
        lock (_gate)
        {
            foreach (StoredObject stored in objects)
            {
                KindLocked(stored.Key.Storage)[stored.Key.Path] = stored;
                Index(stored);
            }

            _revision = _compacted = Math.Max(_revision, revision);
        }
    }

    /// <summary>Resource version of the latest change.</summary>
    internal long Revision
    {
        get
        {
            lock (_gate)
                return _revision;
        }
    }

    /// <summary>The object at a key, or null.</summary>
    internal StoredObject? Find(ObjectKey key)
    {
        lock (_gate)
            return FindLocked(key);
    }

    /// <summary>All objects of a kind in order of namespace and name, with the revision at which this was so.</summary>
    internal (IReadOnlyList<StoredObject> Objects, long Revision) List(string storage, string? @namespace)
    {
        lock (_gate)
        {
            if (!_kinds.TryGetValue(storage, out var kind))
                return ([], _revision);
            StoredObject[] objects = @namespace is null ? [.. kind.Values] : [.. kind.Values.Where(o => o.Key.Namespace == @namespace)];
            return (objects, _revision);
        }
    }

    /// <summary>The objects of a kind as they were at an earlier revision: the present with later changes undone;
    /// null when the window no longer reaches back that far.</summary>
    internal IReadOnlyList<StoredObject>? ListAt(string storage, string? @namespace, long revision)
    {
        lock (_gate)
        {
            if (revision < _compacted)
                return null;
            SortedDictionary<string, StoredObject> objects = new(KindLocked(storage), StringComparer.Ordinal);
            foreach (StoreEvent change in _history.Where(change => change.Revision > revision && change.Key.Storage == storage).Reverse())
            {
                if (change.Before is { } before)
                    objects[change.Key.Path] = before;
                else
                    objects.Remove(change.Key.Path);
            }

            return [.. objects.Values.Where(o => @namespace is null || o.Key.Namespace == @namespace)];
        }
    }

    /// <summary>Everything that lives in a namespace.</summary>
    internal IReadOnlyList<StoredObject> ListNamespace(string @namespace)
    {
        lock (_gate)
            return [.. _kinds.Values.SelectMany(kind => kind.Values).Where(o => o.Key.Namespace == @namespace)];
    }

    /// <summary>Objects that name the UID as an owner.</summary>
    internal IReadOnlyList<StoredObject> DependentsOf(string uid)
    {
        lock (_gate)
            return _dependents.TryGetValue(uid, out HashSet<ObjectKey>? keys) ? [.. keys.Select(FindLocked).OfType<StoredObject>()] : [];
    }

    /// <summary>Whether an object with this UID exists.</summary>
    internal bool HasUid(string uid)
    {
        lock (_gate)
            return _uids.ContainsKey(uid);
    }

    /// <summary>The object with this UID, or null.</summary>
    internal StoredObject? FindUid(string uid)
    {
        lock (_gate)
            return _uids.TryGetValue(uid, out ObjectKey key) ? FindLocked(key) : null;
    }

    /// <summary>
    /// Stores <paramref name="content"/> if the key still holds <paramref name="expected"/> (null: holds nothing); null when it does not.
    /// Sets metadata.resourceVersion in <paramref name="content"/>.
    /// </summary>
    internal StoredObject? TryPut(ObjectKey key, StoredObject? expected, JsonObject content)
    {
        lock (_gate)
        {
            StoredObject? current = FindLocked(key);
            if (!ReferenceEquals(current, expected))
                return null;
            StoredObject stored = Stamp(key, content);
            KindLocked(key.Storage)[key.Path] = stored;
            Unindex(current);
            Index(stored);
            Record(new StoreEvent(_revision, current, stored, null));
            return stored;
        }
    }

    /// <summary>Removes the object if the key still holds <paramref name="expected"/>; <paramref name="content"/> is its last state.</summary>
    internal StoredObject? TryRemove(StoredObject expected, JsonObject content)
    {
        lock (_gate)
        {
            ObjectKey key = expected.Key;
            if (!ReferenceEquals(FindLocked(key), expected))
                return null;
            StoredObject final = Stamp(key, content);
            _kinds[key.Storage].Remove(key.Path);
            Unindex(expected);
            Record(new StoreEvent(_revision, expected, null, final));
            return final;
        }
    }

    /// <summary>Subscribes to what follows <paramref name="since"/>; null when the window no longer reaches back that far.</summary>
    /// <param name="storage">Stored kind, or null for all.</param>
    /// <param name="since">Revision already known to the subscriber.</param>
    internal StoreWatch? Watch(string? storage, long since)
    {
        lock (_gate)
        {
            if (since < _compacted)
                return null;
            StoreWatch watch = new(this, storage);
            foreach (StoreEvent change in _history)
            {
                if (change.Revision > since && watch.Covers(change))
                    watch.Publish(change);
            }

            _watches.Add(watch);
            return watch;
        }
    }

    /// <summary>The present objects of a kind and a subscription to all that follows, with no gap between.</summary>
    internal (IReadOnlyList<StoredObject> Objects, long Revision, StoreWatch Watch) ListAndWatch(string storage, string? @namespace)
    {
        lock (_gate)
        {
            (IReadOnlyList<StoredObject> objects, long revision) = List(storage, @namespace);
            return (objects, revision, Watch(storage, revision)!);
        }
    }

    /// <summary>Forgets all past changes, so that older watches and continuations are answered 410.</summary>
    internal void Compact()
    {
        lock (_gate)
        {
            _history.Clear();
            _compacted = _revision;
        }
    }

    internal void Unsubscribe(StoreWatch watch)
    {
        lock (_gate)
            _watches.Remove(watch);
    }

    private SortedDictionary<string, StoredObject> KindLocked(string storage)
    {
        if (!_kinds.TryGetValue(storage, out var kind))
            _kinds[storage] = kind = new(StringComparer.Ordinal);
        return kind;
    }

    private StoredObject? FindLocked(ObjectKey key) =>
        _kinds.TryGetValue(key.Storage, out var kind) && kind.TryGetValue(key.Path, out StoredObject? found) ? found : null;

    private StoredObject Stamp(ObjectKey key, JsonObject content)
    {
        _revision++;
        content.Child("metadata")["resourceVersion"] = _revision.ToString(CultureInfo.InvariantCulture);
        return new StoredObject(key, _revision, content);
    }

    private void Index(StoredObject stored)
    {
        _uids[stored.Uid] = stored.Key;
        foreach (string owner in stored.Owners)
        {
            if (!_dependents.TryGetValue(owner, out HashSet<ObjectKey>? keys))
                _dependents[owner] = keys = [];
            keys.Add(stored.Key);
        }
    }

    private void Unindex(StoredObject? stored)
    {
        if (stored is null)
            return;
        _uids.Remove(stored.Uid);
        foreach (string owner in stored.Owners)
        {
            if (_dependents.TryGetValue(owner, out HashSet<ObjectKey>? keys) && keys.Remove(stored.Key) && keys.Count == 0)
                _dependents.Remove(owner);
        }
    }

    private void Record(StoreEvent change)
    {
        journal?.Write(change);
        _history.Enqueue(change);
        if (_history.Count > historyLength)
            _compacted = _history.Dequeue().Revision;

        foreach (StoreWatch watch in _watches)
        {
            if (watch.Covers(change))
                watch.Publish(change);
        }
    }
}
