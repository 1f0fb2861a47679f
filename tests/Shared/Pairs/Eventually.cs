namespace ChatDr.Tests.Shared.Pairs;

/// <summary>Awaits a condition.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>Asks until <paramref name="look"/> returns null; what it returns instead says what was seen.</summary>
    public static async Task HoldsAsync(string what, Func<Task<string?>> look)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (await look() is { } seen)
        {
            if (TimeProvider.System.GetElapsedTime(started) > Patience)
            {
                throw new TimeoutException($"Awaited for {Patience.TotalSeconds} s that {what}; last seen: {seen}.");
            }

            await Task.Delay(Interval, TimeProvider.System);
        }
    }
}
