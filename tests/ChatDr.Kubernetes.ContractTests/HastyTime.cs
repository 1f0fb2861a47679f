namespace ChatDr.Kubernetes.ContractTests;

/// <summary>
/// A clock on which waits are over sooner, so that a minute sees as many retries, back-offs and lapsed leases as eight would. Dates are as they are.
/// </summary>
internal sealed class HastyTime : TimeProvider
{
    /// <summary>How much sooner.</summary>
    public const int Factor = 8;

    /// <inheritdoc/>
    public override long TimestampFrequency => System.TimestampFrequency / Factor;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new HastyTimer(System.CreateTimer(callback, state, Sooner(dueTime), Sooner(period)));

    private static TimeSpan Sooner(TimeSpan wait) => wait > TimeSpan.Zero ? wait / Factor : wait;

    private sealed class HastyTimer(ITimer timer) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(Sooner(dueTime), Sooner(period));

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
