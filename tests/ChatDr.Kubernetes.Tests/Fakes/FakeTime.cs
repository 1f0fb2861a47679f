namespace ChatDr.Kubernetes.Tests.Fakes;

/// <summary>A clock that stands until it is told to move; timers that fall due fire, in order, as it passes them.</summary>
internal sealed class FakeTime : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly Lock _gate = new();
    private readonly List<FakeTimer> _timers = [];
    private TimeSpan _elapsed;
    private TimeSpan _jumped;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>How many timers are waiting.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
            {
                return _timers.Count(timer => timer.Due is not null);
            }
        }
    }

    public override DateTimeOffset GetUtcNow() => Start + Elapsed + _jumped;

    public override long GetTimestamp() => Elapsed.Ticks;

    /// <summary>Sets the wall clock forward, or back; what is measured from time stamps does not notice.</summary>
    public void Jump(TimeSpan by) => _jumped += by;

    /// <summary>Lets time pass while the process stands still: timers that are due have not fired yet when it goes on.</summary>
    public void StandStill(TimeSpan span)
    {
        lock (_gate)
        {
            _elapsed += span;
        }
    }

    /// <summary>
    /// Moves on to the next timer if it is due within <paramref name="within"/>. Time limits that are further off, such as those of a request under way, are
    /// not come to, however long the answer takes in real time.
    /// </summary>
    public void AdvanceToNext(TimeSpan within)
    {
        TimeSpan? wait;
        lock (_gate)
        {
            wait = _timers.Min(timer => timer.Due) - _elapsed;
        }

        if (wait <= within)
        {
            Advance(wait.Value > TimeSpan.Zero ? wait.Value : TimeSpan.Zero);
        }
    }

    private TimeSpan Elapsed
    {
        get
        {
            lock (_gate)
            {
                return _elapsed;
            }
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new FakeTimer(this, callback, state);
        lock (_gate)
        {
            _timers.Add(timer);
        }

        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(TimeSpan by)
    {
        var end = Elapsed + by;
        while (TakeDue(end) is { } timer)
        {
            timer.Fire();
        }

        lock (_gate)
        {
            _elapsed = end;
        }
    }

    private FakeTimer? TakeDue(TimeSpan end)
    {
        lock (_gate)
        {
            var next = _timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due);
            if (next is not null)
            {
                _elapsed = next.Due!.Value > _elapsed ? next.Due.Value : _elapsed;
                next.Due = next.Period > TimeSpan.Zero ? next.Due + next.Period : null;
            }

            return next;
        }
    }

    private sealed class FakeTimer(FakeTime time, TimerCallback callback, object? state) : ITimer
    {
        public TimeSpan? Due { get; set; }

        public TimeSpan Period { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._gate)
            {
                Due = dueTime == Timeout.InfiniteTimeSpan ? null : time._elapsed + dueTime;
                Period = period == Timeout.InfiniteTimeSpan ? TimeSpan.Zero : period;
            }

            return true;
        }

        public void Dispose()
        {
            lock (time._gate)
            {
                time._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
