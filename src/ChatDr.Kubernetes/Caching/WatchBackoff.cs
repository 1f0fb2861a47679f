namespace ChatDr.Kubernetes.Caching;

/// <summary>
/// How long a reflector waits after trouble: 800 ms doubling up to 30 s, each stretched at random by up to its own length so that clients do not return
/// in step; from the start again after two minutes without trouble. The numbers are client-go's.
/// </summary>
internal sealed class WatchBackoff(TimeProvider time, Random random)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(800);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(2);
    private TimeSpan _next = First;
    private long _lastTrouble = time.GetTimestamp();

    public TimeSpan Next()
    {
        if (time.GetElapsedTime(_lastTrouble) > Quiet)
        {
            _next = First;
        }

        _lastTrouble = time.GetTimestamp();
        var wait = _next * (1 + random.NextDouble());
        _next = _next * 2 < Longest ? _next * 2 : Longest;
        return wait;
    }
}
