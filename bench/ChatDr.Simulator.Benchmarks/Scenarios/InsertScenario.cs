using ChatDr.Simulator.Benchmarks.Measures;
using ChatDr.Tests.Shared.Pairs;
using Microsoft.Data.SqlClient;

namespace ChatDr.Simulator.Benchmarks.Scenarios;

/// <summary>Committed single-row inserts over TDS: clients, both copies and the third replica are four processes on this machine.</summary>
internal sealed class InsertScenario : IScenario
{
    private const string Table = "CREATE TABLE dbo.message (run int NOT NULL, writer int NOT NULL, number int NOT NULL, body nvarchar(200) NOT NULL, "
        + "CONSTRAINT pk PRIMARY KEY (run, writer, number));";


    private static readonly int[] Connections = [1, 8, 32];
    private readonly string _body = new('m', 80);
    private int _run;

    /// <inheritdoc/>
    public string Name => "inserts";

    /// <inheritdoc/>
    public string Purpose => "Committed single-row inserts over TDS (SqlClient, TLS), standalone and in synchronous pairs";

    /// <inheritdoc/>
    public string SizeUnit => "seconds for each figure";

    /// <inheritdoc/>
    public int DefaultSize => 10;

    /// <inheritdoc/>
    public async Task RunAsync(int size, Report report)
    {
        await using (var standalone = new Standalone())
        {
            var instance = await standalone.StartAsync();
            await standalone.CreateDatabaseAsync(instance, Table);
            await MeasureAsync("standalone", instance, TimeSpan.FromSeconds(size), "", report);
        }

        await MeasurePairAsync("availability group", new AvailabilityGroupPair(), size, report);
        await MeasurePairAsync("mirroring", new DatabaseMirroringPair(), size, report);
    }

    private async Task MeasurePairAsync(string what, ReplicatedPair pair, int size, Report report)
    {
        await using (pair)
        {
            await pair.SetUpAsync(Table);
            await MeasureAsync(what, pair.Principal, TimeSpan.FromSeconds(size), ">= 2,000", report);
            await pair.SynchronizedAsync();
        }

        Directory.Delete(pair.Folder, recursive: true);
    }

    private async Task MeasureAsync(string what, InstanceProcess principal, TimeSpan duration, string budget, Report report)
    {
        foreach (var connections in Connections)
        {
            var run = _run++;
            var opened = new List<SqlConnection>();
            var load = await LoadResult.MeasureAsync(connections, duration, async writer =>
            {
                var connection = await principal.OpenAsync(ReplicatedPair.Database);
                lock (opened)
                {
                    opened.Add(connection);
                }

                return number => LogFiller.RunAsync(
                    connection, $"INSERT INTO dbo.message (run, writer, number, body) VALUES ({run}, {writer}, {number}, N'{_body}');");
            });
            report.Add($"{what}, {connections} connections", load, connections == 1 ? "" : budget);
            opened.ForEach(connection => connection.Dispose());
        }
    }
}
