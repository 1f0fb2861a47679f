namespace ChatDr.Simulator.Tests.Engine;

/// <summary>Awaits a condition.</summary>
internal static class Eventually
{
    public static Task IsTrueAsync(string what, Func<bool> condition, Func<string>? lastSeen = null) =>
        IsTrueAsync(what, () => Task.FromResult(condition()), lastSeen);

    public static async Task IsTrueAsync(string what, Func<Task<bool>> condition, Func<string>? lastSeen = null)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(started) > TimeSpan.FromSeconds(30))
            {
                throw new TimeoutException($"Awaited that {what}; last seen: {lastSeen?.Invoke() ?? "not so"}.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
    }
}
