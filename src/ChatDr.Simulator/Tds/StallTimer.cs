namespace ChatDr.Simulator.Tds;

/// <summary>Ends a connection whose client stops for too long where it must go on: inside of a message.</summary>
internal sealed class StallTimer : IDisposable
{
    private readonly CancellationTokenSource _stalled = new();
    private readonly TimeSpan _limit;
    private readonly ITimer _timer;

    public StallTimer(TimeSpan limit, TimeProvider time)
    {
        _limit = limit;
        _timer = time.CreateTimer(static state => ((CancellationTokenSource)state!).Cancel(), _stalled, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Cancelled once the client stood still for the limit.</summary>
    public CancellationToken Stalled => _stalled.Token;

    /// <summary>The client must show progress from now on.</summary>
    public void Start() => _timer.Change(_limit, Timeout.InfiniteTimeSpan);

    /// <summary>It did.</summary>
    public void Stop() => _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    public void Dispose()
    {
        _timer.Dispose();
        _stalled.Dispose();
    }
}
