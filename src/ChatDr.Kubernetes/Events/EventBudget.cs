namespace ChatDr.Kubernetes.Events;

/// <summary>How many events one object may still cause: 25 at once, then one every five minutes, as client-go's spam filter.</summary>
internal sealed class EventBudget(TimeProvider time)
{
    private const double Burst = 25;
    private const double PerSecond = 1.0 / 300;
    private double _tokens = Burst;
    private long _refilledAt = time.GetTimestamp();

    public bool TrySpend()
    {
        var now = time.GetTimestamp();
        _tokens = Math.Min(Burst, _tokens + (time.GetElapsedTime(_refilledAt, now).TotalSeconds * PerSecond));
        _refilledAt = now;
        if (_tokens < 1)
        {
            return false;
        }

        _tokens--;
        return true;
    }
}
