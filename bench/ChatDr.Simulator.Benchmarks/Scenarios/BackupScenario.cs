using ChatDr.Simulator.Benchmarks.Measures;
using ChatDr.Tests.Shared.Pairs;

namespace ChatDr.Simulator.Benchmarks.Scenarios;

/// <summary>A database with data in it is backed up in full and restored.</summary>
internal sealed class BackupScenario : IScenario
{
    private const int RowsOfABatch = 100;
    private const int BytesOfARow = 1000;

    /// <inheritdoc/>
    public string Name => "backup";

    /// <inheritdoc/>
    public string Purpose => "BACKUP DATABASE and RESTORE DATABASE of a database full of rows";

    /// <inheritdoc/>
    public string SizeUnit => "MB of rows";

    /// <inheritdoc/>
    public int DefaultSize => 200;

    /// <inheritdoc/>
    public async Task RunAsync(int size, Report report)
    {
        await using var standalone = new Standalone();
        var instance = await standalone.StartAsync();
        await standalone.CreateDatabaseAsync(instance, "CREATE TABLE dbo.message (id int NOT NULL PRIMARY KEY, body nvarchar(1000) NOT NULL);");
        await FillAsync(instance, size);
        var file = Path.Combine(standalone.Folder, "large.bak");
        await using var connection = await instance.OpenAsync("master");
        await MeasureAsync("BACKUP DATABASE", $"BACKUP DATABASE {ReplicatedPair.Database} TO DISK = N'{file}';");
        await MeasureAsync(
            "RESTORE DATABASE",
            $"RESTORE DATABASE copied FROM DISK = N'{file}' WITH RECOVERY, MOVE N'{ReplicatedPair.Database}' TO N'{file}.mdf', "
            + $"MOVE N'{ReplicatedPair.Database}_log' TO N'{file}.ldf';");

        async Task MeasureAsync(string what, string statement)
        {
            await using var watch = new MemoryWatch(instance.ProcessId);
            var began = TimeProvider.System.GetTimestamp();
            await LogFiller.RunAsync(connection, statement);
            var took = TimeProvider.System.GetElapsedTime(began);
            report.Add($"{what} of {new FileInfo(file).Length / 1e6:N0} MB", new FileInfo(file).Length, took);
            report.AddBytes($"{what}: peak resident", watch.ResidentPeak);
        }
    }

    private static async Task FillAsync(InstanceProcess instance, int megabytes)
    {
        var body = new string('\u0430', BytesOfARow / 2);
        await using var connection = await instance.OpenAsync(ReplicatedPair.Database);
        for (var first = 0; first < megabytes * 1000; first += RowsOfABatch)
        {
            var rows = Enumerable.Range(first, RowsOfABatch).Select(id => $"({id}, N'{body}')");
            await LogFiller.RunAsync(connection, $"INSERT INTO dbo.message (id, body) VALUES {string.Join(", ", rows)};");
        }
    }
}
