namespace ChatDr.Kubernetes.ContractTests.Soak;

/// <summary>
/// How much memory was held whenever nothing was going on. Flat means that the median of the last third is not above that of the first third by more than
/// <see cref="Slack"/>; the first look is left out, for until then caches, connections and code come to be.
/// </summary>
internal sealed class HeapRecord
{
    /// <summary>
    /// What buffers and pools may differ by, in bytes. A thousand reconciles or requests that leave a cancellation source behind each are some 300 KB.
    /// </summary>
    public const long Slack = 3 << 20;

    private readonly List<long> _looks = [];

    /// <summary>What was held, in the order of the looks, in bytes.</summary>
    public IReadOnlyList<long> Looks => _looks;

    /// <summary>By how much it grew, in bytes; null when there are too few looks to tell.</summary>
    public long? Growth
    {
        get
        {
            var warm = _looks.Skip(1).ToList();
            var third = warm.Count / 3;
            return third == 0 ? null : Median(warm.TakeLast(third)) - Median(warm.Take(third));
        }
    }

    /// <summary>Looks now.</summary>
    public void Look()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        _looks.Add(GC.GetTotalMemory(forceFullCollection: true));
    }

    private static long Median(IEnumerable<long> values) => values.Order().ToList() is var sorted ? sorted[sorted.Count / 2] : 0;
}
