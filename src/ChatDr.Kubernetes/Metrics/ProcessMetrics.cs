using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace ChatDr.Kubernetes.Metrics;

/// <summary>The process under the names that every Prometheus client uses for it.</summary>
internal sealed class ProcessMetrics : IDisposable
{
    private const string Descriptors = "/proc/self/fd";
    private readonly Meter _meter = new(KubernetesMeter.Name);

    public ProcessMetrics()
    {
        _meter.CreateObservableCounter(
            "process_cpu_seconds_total", () => Environment.CpuUsage.TotalTime.TotalSeconds, description: "Total user and system CPU time spent in seconds.");
        Observe(
            "process_start_time_seconds",
            "Start time of the process since unix epoch in seconds.",
            process => process.StartTime.ToUniversalTime().Subtract(DateTime.UnixEpoch).TotalSeconds);
        Observe("process_resident_memory_bytes", "Resident memory size in bytes.", process => process.WorkingSet64);
        Observe("process_virtual_memory_bytes", "Virtual memory size in bytes.", process => process.VirtualMemorySize64);
        if (Directory.Exists(Descriptors))
        {
            Observe("process_open_fds", "Number of open file descriptors.", _ => Directory.EnumerateFileSystemEntries(Descriptors).Count());
        }
    }

    public void Dispose() => _meter.Dispose();

    private void Observe(string name, string description, Func<Process, double> value) => _meter.CreateObservableGauge(
        name,
        () =>
        {
            using var process = Process.GetCurrentProcess();
            return value(process);
        },
        description: description);
}
