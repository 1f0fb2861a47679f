using System.Net;
using ChatDr.Simulator.Benchmarks.Measures;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Tests.Engine;

namespace ChatDr.Simulator.Benchmarks.Scenarios;

/// <summary>The same without TDS and T-SQL: what log, locks and the link between the copies cost.</summary>
internal sealed class EngineInsertScenario : IScenario
{
    private static readonly int[] Writers = [1, 8, 32];

    /// <inheritdoc/>
    public string Name => "engine";

    /// <inheritdoc/>
    public string Purpose => "Committed single-row inserts at the engine's interface, all replicas in this process";

    /// <inheritdoc/>
    public string SizeUnit => "seconds for each figure";

    /// <inheritdoc/>
    public int DefaultSize => 10;

    /// <inheritdoc/>
    public async Task RunAsync(int size, Report report)
    {
        await using (var alone = new EngineFixture())
        {
            await EngineFixture.CreateDatabaseAsync(await alone.StartAsync("a"), "d");
            await MeasureAsync("standalone", alone["a"].GetDatabase("d"), TimeSpan.FromSeconds(size), "", report);
        }

        await using var group = new EngineFixture();

        // Straight to each other, not through the relays with which tests cut the network.
        group.Configure = options => options with
        {
            ResolveHost = (host, _, _) => ValueTask.FromResult<EndPoint>(
                new IPEndPoint(IPAddress.Loopback, group[host].ListenerPort ?? throw new IOException($"{host} does not listen."))),
        };
        await group.BuildGroupAsync("a", "b", "w");
        await MeasureAsync("synchronous", group["a"].GetDatabase("d"), TimeSpan.FromSeconds(size), ">= 2,000", report);
    }

    private static async Task MeasureAsync(string what, Database database, TimeSpan duration, string budget, Report report)
    {
        foreach (var writers in Writers)
        {
            var load = await LoadResult.MeasureAsync(
                writers, duration, writer => Task.FromResult<Func<int, Task>>(number => EngineFixture.InsertAsync(database, $"{writers}-{writer}-{number}")));
            report.Add($"{what}, {writers} writers", load, writers == 1 ? "" : budget);
        }
    }
}
