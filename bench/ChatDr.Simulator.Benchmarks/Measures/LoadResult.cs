namespace ChatDr.Simulator.Benchmarks.Measures;

/// <summary>How long each operation of a load took, sorted, and how long all of them together did.</summary>
internal sealed class LoadResult(IEnumerable<TimeSpan> latencies, TimeSpan took)
{
    private readonly TimeSpan[] _latencies = [.. latencies.Order()];

    /// <summary>Operations per second.</summary>
    public double PerSecond => _latencies.Length / took.TotalSeconds;

    /// <summary>What so large a share of the operations did not exceed.</summary>
    public TimeSpan Percentile(double share) => _latencies[(int)Math.Min(_latencies.Length - 1, _latencies.Length * share)];

    /// <summary>Runs workers side by side, each its operation again and again. The first fifth of the time is warm-up.</summary>
    public static async Task<LoadResult> MeasureAsync(int workers, TimeSpan duration, Func<int, Task<Func<int, Task>>> start)
    {
        var time = TimeProvider.System;
        var operations = await Task.WhenAll(Enumerable.Range(0, workers).Select(start));
        var (began, warm) = (time.GetTimestamp(), duration / 5);
        var latencies = await Task.WhenAll(operations.Select(operation => Task.Run(async () =>
        {
            var own = new List<TimeSpan>();
            for (var number = 0; time.GetElapsedTime(began) is var elapsed && elapsed < duration; number++)
            {
                var sent = time.GetTimestamp();
                await operation(number);
                if (elapsed >= warm)
                {
                    own.Add(time.GetElapsedTime(sent));
                }
            }

            return own;
        })));
        return new LoadResult(latencies.SelectMany(own => own), time.GetElapsedTime(began) - warm);
    }
}
