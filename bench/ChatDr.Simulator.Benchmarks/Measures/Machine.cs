using System.Runtime.InteropServices;

namespace ChatDr.Simulator.Benchmarks.Measures;

/// <summary>What the figures were taken on.</summary>
internal static class Machine
{
    /// <summary>Cores, processor, runtime, load and time in one line.</summary>
    public static string Describe()
    {
        var model = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal));
        var processor = model?.Split(':')[^1].Trim() ?? "unknown processor";
        var now = TimeProvider.System.GetUtcNow();
        var load = File.ReadAllText("/proc/loadavg").Split(' ')[0];
        return $"{Environment.ProcessorCount} × {processor}, {RuntimeInformation.FrameworkDescription}, load {load}, {now:yyyy-MM-dd HH:mm} UTC";
    }
}
