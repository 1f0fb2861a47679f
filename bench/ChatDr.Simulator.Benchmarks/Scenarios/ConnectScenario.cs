using System.Diagnostics;
using ChatDr.Simulator.Benchmarks.Measures;

namespace ChatDr.Simulator.Benchmarks.Scenarios;

/// <summary>Connections one after the other: how long the client waits, and which of both processes works meanwhile.</summary>
internal sealed class ConnectScenario : IScenario
{
    private const int Warmups = 200;

    /// <inheritdoc/>
    public string Name => "connect";

    /// <inheritdoc/>
    public string Purpose => "Connections open and close one after the other (SqlClient, TLS, no pool)";

    /// <inheritdoc/>
    public string SizeUnit => "connections";

    /// <inheritdoc/>
    public int DefaultSize => 1000;

    /// <inheritdoc/>
    public async Task RunAsync(int size, Report report)
    {
        await using var standalone = new Standalone();
        var instance = await standalone.StartAsync();
        using var server = Process.GetProcessById(instance.ProcessId);
        var waited = new List<TimeSpan>();
        var (serverBefore, clientBefore, began) = (TimeSpan.Zero, TimeSpan.Zero, 0L);
        for (var i = -Warmups; i < size; i++)
        {
            if (i == 0)
            {
                server.Refresh();
                (serverBefore, clientBefore, began) = (server.TotalProcessorTime, Environment.CpuUsage.TotalTime, TimeProvider.System.GetTimestamp());
            }

            var asked = TimeProvider.System.GetTimestamp();
            await using var connection = await instance.OpenAsync("master");
            if (i >= 0)
            {
                waited.Add(TimeProvider.System.GetElapsedTime(asked));
            }
        }

        var load = new LoadResult(waited, TimeProvider.System.GetElapsedTime(began));
        server.Refresh();
        report.Add("a connection opens, median", $"{load.Percentile(0.5).TotalMilliseconds:N2} ms", "<= 5 ms");
        report.Add("a connection opens, p99", $"{load.Percentile(0.99).TotalMilliseconds:N2} ms");
        report.Add("processor time of the simulator for each", $"{(server.TotalProcessorTime - serverBefore).TotalMilliseconds / size:N2} ms");
        report.Add("processor time of the client for each", $"{(Environment.CpuUsage.TotalTime - clientBefore).TotalMilliseconds / size:N2} ms");
    }
}
