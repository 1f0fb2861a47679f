namespace ChatDr.Lab.Tests;

/// <summary>Awaits a condition of the outside world.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>The first value that <paramref name="condition"/> holds for; the failure says what was awaited and what was seen last.</summary>
    public static async Task<T> HoldsAsync<T>(Func<Task<T>> observe, Func<T, bool> condition, string awaited)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var seen = await observe();
            if (condition(seen))
            {
                return seen;
            }

            TimeProvider.System.GetElapsedTime(start).ShouldBeLessThan(Limit, $"awaited that {awaited}; last seen: {seen}");
            await Task.Delay(Pause, TimeProvider.System);
        }
    }
}
