using System.Diagnostics.CodeAnalysis;

namespace ChatDr.Kubernetes.Caching;

/// <summary>Remembers so many values and forgets what was not asked for the longest: an LRU cache. Not safe for concurrent use.</summary>
internal sealed class RecentlyUsed<TKey, TValue>(int capacity)
    where TKey : notnull
{
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, TValue Value)>> _nodes = [];
    private readonly LinkedList<(TKey Key, TValue Value)> _latestFirst = [];

    /// <summary>How many it remembers.</summary>
    public int Count => _nodes.Count;

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        if (!_nodes.TryGetValue(key, out var node))
        {
            value = default;
            return false;
        }

        _latestFirst.Remove(node);
        _latestFirst.AddFirst(node);
        value = node.Value.Value;
        return true;
    }

    public void Set(TKey key, TValue value)
    {
        Remove(key);
        if (_nodes.Count == capacity)
        {
            Remove(_latestFirst.Last!.Value.Key);
        }

        _nodes[key] = _latestFirst.AddFirst((key, value));
    }

    public void Remove(TKey key)
    {
        if (_nodes.Remove(key, out var node))
        {
            _latestFirst.Remove(node);
        }
    }
}
