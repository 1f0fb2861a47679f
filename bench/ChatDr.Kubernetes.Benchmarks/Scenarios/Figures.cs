namespace ChatDr.Kubernetes.Benchmarks.Scenarios;

/// <summary>Figures, a line each.</summary>
internal static class Figures
{
    /// <summary>Writes one.</summary>
    public static void Add(string what, string value, string budget = "") =>
        Console.Out.WriteLine($"  {what,-72} {value,18}{(budget.Length > 0 ? $"   budget {budget}" : "")}");

    /// <summary>Waits for a condition, looking often.</summary>
    public static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, CancellationToken.None);
        }
    }
}
