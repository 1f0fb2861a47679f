namespace ChatDr.Kubernetes.Queues;

/// <summary>
/// Hands keys to <c>release</c>, such as a <see cref="WorkQueue{TKey}"/>'s Add, later. Of several delays of one key the earliest counts; adding a key at once
/// leaves its delay in place. One timer serves all keys; due times are monotonic time stamps, which no clock change moves.
/// </summary>
/// <typeparam name="TKey">The key.</typeparam>
internal sealed class DelayingQueue<TKey> : IDisposable
    where TKey : notnull
{
    private readonly Lock _gate = new();
    private readonly Action<TKey> _release;
    private readonly TimeProvider _time;
    private readonly PriorityQueue<TKey, long> _waiting = new();
    private readonly Dictionary<TKey, long> _due = [];
    private readonly ITimer _timer;
    private bool _disposed;

    public DelayingQueue(Action<TKey> release, TimeProvider time)
    {
        _release = release;
        _time = time;
        _timer = time.CreateTimer(_ => Release(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How many keys wait for their time.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
            {
                return _due.Count;
            }
        }
    }

    /// <summary>Adds <paramref name="key"/> after <paramref name="delay"/>; at once when that is not positive.</summary>
    public void AddAfter(TKey key, TimeSpan delay)
    {
        if (delay <= TimeSpan.Zero)
        {
            _release(key);
            return;
        }

        lock (_gate)
        {
            var due = _time.GetTimestamp() + (long)(delay.TotalSeconds * _time.TimestampFrequency);
            if (_disposed || (_due.TryGetValue(key, out var earlier) && earlier <= due))
            {
                return;
            }

            _due[key] = due;
            _waiting.Enqueue(key, due);
            Arm();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _due.Clear();
            _waiting.Clear();
        }

        _timer.Dispose();
    }

    private void Release()
    {
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            while (_waiting.TryPeek(out var key, out var due) && due <= now)
            {
                _waiting.Dequeue();

                // An entry that an earlier one has overtaken no longer stands in the table, or stands there with another time.
                if (_due.TryGetValue(key, out var current) && current == due)
                {
                    _due.Remove(key);
                    _release(key);
                }
            }

            Arm();
        }
    }

    private void Arm()
    {
        if (!_disposed && _waiting.TryPeek(out _, out var due))
        {
            // Whole milliseconds, rounded up, or the timer would fire a moment early and spin.
            var milliseconds = Math.Ceiling((due - _time.GetTimestamp()) * 1000.0 / _time.TimestampFrequency);
            _timer.Change(TimeSpan.FromMilliseconds(Math.Max(0, milliseconds)), Timeout.InfiniteTimeSpan);
        }
    }
}
