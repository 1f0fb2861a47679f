namespace ChatDr.Simulator.Tests;

/// <summary>The system's clock, which leaps when it is told to: timers that fall due within the leap fire at once.</summary>
internal sealed class LeapingTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly HashSet<LeapingTimer> _timers = [];
    private TimeSpan _leapt;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    private TimeSpan Now => System.GetElapsedTime(0) + Leapt;

    private TimeSpan Leapt
    {
        get
        {
            lock (_gate)
            {
                return _leapt;
            }
        }
    }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Leapt;

    public override long GetTimestamp() => Now.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new LeapingTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    public void Leap(TimeSpan by)
    {
        LeapingTimer[] waiting;
        lock (_gate)
        {
            _leapt += by;
            waiting = [.. _timers];
        }

        foreach (var timer in waiting)
        {
            timer.CatchUp();
        }
    }

    /// <summary>A timer of the system that is set anew after each leap.</summary>
    private sealed class LeapingTimer : ITimer
    {
        private readonly LeapingTime _time;
        private readonly ITimer _inner;
        private TimeSpan? _due;
        private TimeSpan _period;

        public LeapingTimer(LeapingTime time, TimerCallback callback, object? state)
        {
            _time = time;
            _inner = System.CreateTimer(
                _ =>
                {
                    NoteFired();
                    callback(state);
                },
                null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (_time._gate)
            {
                _time._timers.Add(this);
                (_due, _period) = (dueTime == Timeout.InfiniteTimeSpan ? null : _time.Now + dueTime, period);
                return _inner.Change(dueTime, period);
            }
        }

        public void CatchUp()
        {
            lock (_time._gate)
            {
                if (_due is { } due && _time._timers.Contains(this))
                {
                    _inner.Change(due > _time.Now ? due - _time.Now : TimeSpan.Zero, _period);
                }
            }
        }

        public void Dispose()
        {
            lock (_time._gate)
            {
                _time._timers.Remove(this);
            }

            _inner.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void NoteFired()
        {
            lock (_time._gate)
            {
                _due = _period == Timeout.InfiniteTimeSpan || _period == TimeSpan.Zero ? null : _time.Now + _period;
            }
        }
    }
}
