using System.Diagnostics.Tracing;
using System.Globalization;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;

namespace ChatDr.Simulator.Benchmarks.Measures;

/// <summary>
/// Watches the memory of another .NET process: its peak resident set as the kernel keeps it, its peak managed heap by the runtime's own counter.
/// </summary>
internal sealed class MemoryWatch : IAsyncDisposable
{
    private const string ResetPeak = "5";
    private readonly int _process;
    private readonly EventPipeSession _session;
    private readonly Task _reading;
    private double _heapPeak;

    /// <summary>Begins; peaks of before do not count.</summary>
    public MemoryWatch(int process)
    {
        _process = process;
        File.WriteAllText($"/proc/{process}/clear_refs", ResetPeak);
        _session = new DiagnosticsClient(process).StartEventPipeSession(
            [new EventPipeProvider("System.Runtime", EventLevel.Informational, 0, new Dictionary<string, string> { ["EventCounterIntervalSec"] = "0.2" })],
            requestRundown: false);
        _reading = Task.Run(Read);
    }

    /// <summary>Resident bytes now.</summary>
    public static long Resident(int process) => Kilobytes(process, "VmRSS:") * 1024;

    /// <summary>The most that was resident since it began, in bytes.</summary>
    public long ResidentPeak => Kilobytes(_process, "VmHWM:") * 1024;

    /// <summary>The largest managed heap since it began, in bytes, as sampled five times a second.</summary>
    public long HeapPeak => (long)(Volatile.Read(ref _heapPeak) * 1e6);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _session.StopAsync(CancellationToken.None);
        await _reading;
        _session.Dispose();
    }

    private static long Kilobytes(int process, string field)
    {
        var line = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith(field, StringComparison.Ordinal));
        return long.Parse(line[field.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture);
    }

    private void Read()
    {
        using var source = new EventPipeEventSource(_session.EventStream);
        source.Dynamic.All += Note;
        source.Process();
    }

    private void Note(TraceEvent counter)
    {
        if (counter.EventName == "EventCounters"
            && counter.PayloadValue(0) is IDictionary<string, object> payload
            && payload["Payload"] is IDictionary<string, object> { } values
            && values["Name"] is "gc-heap-size"
            && values["Mean"] is double megabytes)
        {
            Volatile.Write(ref _heapPeak, Math.Max(_heapPeak, megabytes));
        }
    }
}
