using System.Collections.Concurrent;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Kubernetes.ContractTests.Soak;

/// <summary>What the reconciles of one operator, or of replicas of which one leads, have seen: the outside world that they would have changed.</summary>
/// <param name="who">Whose it is, for messages.</param>
/// <param name="seesDeletions">
/// Whether every deletion has to be seen. An operator that starts anew cannot know what was there before: what has to be cleaned up needs a finalizer.
/// </param>
internal sealed class SoakLedger(string who, bool seesDeletions)
{
    private readonly ConcurrentDictionary<(Type Kind, NamespacedName Name), byte> _running = [];
    private readonly ConcurrentDictionary<(Type Kind, NamespacedName Name), string> _seen = [];
    private long _reconciles;
    private int _overlaps;

    /// <summary>How often a key was begun while it ran.</summary>
    public int Overlaps => Volatile.Read(ref _overlaps);

    /// <summary>How many reconciles there were.</summary>
    public long Reconciles => Interlocked.Read(ref _reconciles);

    /// <summary>A reconcile begins; its number.</summary>
    public long Begin(Type kind, NamespacedName name)
    {
        if (!_running.TryAdd((kind, name), 0))
        {
            Interlocked.Increment(ref _overlaps);
        }

        return Interlocked.Increment(ref _reconciles);
    }

    /// <summary>It saw the object at <paramref name="revision"/>; empty when there was none.</summary>
    public void Saw(Type kind, NamespacedName name, string revision) => _seen[(kind, name)] = revision;

    /// <summary>It ended.</summary>
    public void End(Type kind, NamespacedName name) => _running.TryRemove((kind, name), out _);

    /// <summary>The keys of which not the last state was seen, each with what was seen instead. What was never there needs not be seen.</summary>
    public IEnumerable<string> Missed(Type kind, IEnumerable<NamespacedName> keys, IReadOnlyDictionary<NamespacedName, string> truth) => keys
        .Select(key => (Key: key, Seen: _seen.GetValueOrDefault((kind, key), ""), Is: truth.GetValueOrDefault(key, "")))
        .Where(row => row.Seen != row.Is && (row.Is.Length > 0 || seesDeletions))
        .Select(row => $"{kind.Name} {row.Key.Name} was last reconciled by {who} at '{row.Seen}' and is at '{row.Is}'");
}
