namespace ChatDr.Simulator.Benchmarks.Measures;

/// <summary>Figures, a line each: what, how much, and the budget if it has one.</summary>
internal sealed class Report(TextWriter output)
{
    /// <summary>Writes a figure.</summary>
    public void Add(string what, string value, string budget = "") =>
        output.WriteLine($"  {what,-72} {value,18}{(budget.Length > 0 ? $"   budget {budget}" : "")}");

    /// <summary>Writes the shares of a load that are of interest.</summary>
    public void Add(string what, LoadResult load, string budget = "")
    {
        Add($"{what}: commits per second", $"{load.PerSecond:N0}", budget);
        Add($"{what}: commit latency p50 / p99", $"{load.Percentile(0.5).TotalMilliseconds:N2} / {load.Percentile(0.99).TotalMilliseconds:N2} ms");
    }

    /// <summary>Writes how fast so many bytes went.</summary>
    public void Add(string what, long bytes, TimeSpan took) => Add(what, $"{bytes / 1e6 / took.TotalSeconds:N0} MB/s");

    /// <summary>Writes a part of the memory of a process.</summary>
    public void AddBytes(string what, long bytes, string budget = "") => Add(what, $"{bytes / 1e6:N0} MB", budget);
}
