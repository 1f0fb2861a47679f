namespace ChatDr.Kubernetes.Tests.Fakes;

/// <summary>Waits for a condition instead of for time.</summary>
internal static class Await
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Lets time pass, step by step, until it holds.</summary>
    public static Task UntilAsync(string what, FakeTime time, TimeSpan step, Func<bool> condition) => UntilAsync(what, () =>
    {
        time.Advance(step);
        return condition();
    });

    public static async Task UntilAsync(string what, Func<bool> condition, Func<object?>? seen = null)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            if (TimeProvider.System.GetElapsedTime(started) > Patience)
            {
                throw new TimeoutException($"Waited {Patience} for: {what}. Last seen: {seen?.Invoke() ?? "not so"}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, CancellationToken.None);
        }
    }
}
