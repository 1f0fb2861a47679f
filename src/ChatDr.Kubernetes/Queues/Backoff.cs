namespace ChatDr.Kubernetes.Queues;

/// <summary>How long each key waits before its next try: 5 ms doubling up to 5 min, and all keys together at most 10 a second after a burst of 100.</summary>
/// <typeparam name="TKey">The key.</typeparam>
internal sealed class Backoff<TKey>(TimeProvider time)
    where TKey : notnull
{
    private const double TokensPerSecond = 10;
    private const double Burst = 100;
    private const int MaxDoublings = 16;
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);
    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, int> _failures = [];
    private double _tokens = Burst;
    private long _refilledAt = time.GetTimestamp();

    /// <summary>The wait after one more failure of <paramref name="key"/>: the longer of its own and the overall one.</summary>
    public TimeSpan Next(TKey key)
    {
        lock (_gate)
        {
            var failures = _failures.GetValueOrDefault(key);
            _failures[key] = failures + 1;
            var own = First * Math.Pow(2, Math.Min(failures, MaxDoublings));
            var wait = own < Longest ? own : Longest;
            var overall = TakeToken();
            return wait > overall ? wait : overall;
        }
    }

    /// <summary>How often <paramref name="key"/> failed in a row.</summary>
    public int Failures(TKey key)
    {
        lock (_gate)
        {
            return _failures.GetValueOrDefault(key);
        }
    }

    /// <summary><paramref name="key"/> succeeded: its next failure waits 5 ms again.</summary>
    public void Forget(TKey key)
    {
        lock (_gate)
        {
            _failures.Remove(key);
        }
    }

    /// <summary>Takes a token, in advance if need be, and says how long until it would have been there.</summary>
    private TimeSpan TakeToken()
    {
        var now = time.GetTimestamp();
        _tokens = Math.Min(Burst, _tokens + (time.GetElapsedTime(_refilledAt, now).TotalSeconds * TokensPerSecond)) - 1;
        _refilledAt = now;
        return _tokens >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(-_tokens / TokensPerSecond);
    }
}
