using ChatDr.Simulator.Benchmarks.Measures;
using ChatDr.Tests.Shared.Pairs;

namespace ChatDr.Simulator.Benchmarks.Scenarios;

/// <summary>A large log is backed up and restored on another instance: the memory of both must not depend on its size.</summary>
internal sealed class ShippingScenario : IScenario
{
    /// <inheritdoc/>
    public string Name => "ship";

    /// <inheritdoc/>
    public string Purpose => "A log is shipped: BACKUP LOG on one process, RESTORE LOG on another";

    /// <inheritdoc/>
    public string SizeUnit => "MB of log";

    /// <inheritdoc/>
    public int DefaultSize => 1024;

    /// <inheritdoc/>
    public async Task RunAsync(int size, Report report)
    {
        await using var standalone = new Standalone();
        var source = await standalone.StartAsync();
        var target = await standalone.StartAsync();
        var full = await standalone.CreateDatabaseAsync(source, LogFiller.CreateTable);
        await target.ExecuteAsync($"RESTORE DATABASE {ReplicatedPair.Database} FROM DISK = N'{full}' WITH NORECOVERY;");
        await LogFiller.FillAsync(source, size * 1_000_000L);
        report.AddBytes("resident before BACKUP LOG", MemoryWatch.Resident(source.ProcessId));
        report.AddBytes("resident before RESTORE LOG", MemoryWatch.Resident(target.ProcessId));
        var backup = Path.Combine(standalone.Folder, "log.trn");
        await WatchAsync("BACKUP LOG", source, $"BACKUP LOG {ReplicatedPair.Database} TO DISK = N'{backup}';", backup, report);
        await WatchAsync("RESTORE LOG", target, $"RESTORE LOG {ReplicatedPair.Database} FROM DISK = N'{backup}' WITH NORECOVERY;", backup, report);
        await target.ExecuteAsync($"RESTORE DATABASE {ReplicatedPair.Database} WITH RECOVERY;");
        var rows = await target.ScalarAsync("SELECT COUNT(*) FROM dbo.filler WHERE body <> N'';", ReplicatedPair.Database);
        report.Add("rows on the target that the log filled", $"{rows}");
    }

    private static async Task WatchAsync(string what, InstanceProcess instance, string statement, string file, Report report)
    {
        await using var watch = new MemoryWatch(instance.ProcessId);
        await using var connection = await instance.OpenAsync("master");
        var began = TimeProvider.System.GetTimestamp();
        await LogFiller.RunAsync(connection, statement);
        var took = TimeProvider.System.GetElapsedTime(began);
        var bytes = new FileInfo(file).Length;
        report.Add($"{what} of {bytes / 1e6:N0} MB", bytes, took);
        report.AddBytes($"{what}: peak resident", watch.ResidentPeak, "constant");
        report.AddBytes($"{what}: peak managed heap", watch.HeapPeak, "constant");
    }
}
