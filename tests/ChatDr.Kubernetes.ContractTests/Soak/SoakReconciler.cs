using System.Collections.Concurrent;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;

namespace ChatDr.Kubernetes.ContractTests.Soak;

/// <summary>Notes what it last saw of each key, and whether one key was ever worked on twice at once. Fails now and then, as reconciles do.</summary>
internal sealed class SoakReconciler(IEntityCache<V1ConfigMap> maps) : IReconciler<V1ConfigMap>
{
    private readonly ConcurrentDictionary<NamespacedName, byte> _running = [];
    private readonly ConcurrentDictionary<NamespacedName, string> _seen = [];
    private long _reconciles;
    private int _overlaps;

    /// <summary>How often one key was begun while it ran.</summary>
    public int Overlaps => _overlaps;

    /// <summary>How many reconciles there were.</summary>
    public long Reconciles => Interlocked.Read(ref _reconciles);

    /// <summary>The revision last seen of a key; empty when it was gone, null when it was never looked at.</summary>
    public string? Seen(NamespacedName name) => _seen.GetValueOrDefault(name);

    public async Task<ReconcileResult> ReconcileAsync(NamespacedName name, CancellationToken cancellationToken)
    {
        if (!_running.TryAdd(name, 0))
        {
            Interlocked.Increment(ref _overlaps);
        }

        try
        {
            var count = Interlocked.Increment(ref _reconciles);
            await Task.Yield();
            if (count % 97 == 0)
            {
                throw new InvalidOperationException("One reconcile in 97 fails.");
            }

            _seen[name] = maps.Get(name)?.Metadata.ResourceVersion ?? "";
            return ReconcileResult.Done;
        }
        finally
        {
            _running.TryRemove(name, out _);
        }
    }
}
