using ChatDr.Simulator.Benchmarks.Measures;
using ChatDr.Tests.Shared.Pairs;

namespace ChatDr.Simulator.Benchmarks.Scenarios;

/// <summary>A process is killed and started again: how much longer its start takes for the log that it has to read.</summary>
internal sealed class RecoveryScenario : IScenario
{
    private const int Starts = 3;

    /// <inheritdoc/>
    public string Name => "recover";

    /// <inheritdoc/>
    public string Purpose => "Crash recovery: SIGKILL, then start until ready for clients";

    /// <inheritdoc/>
    public string SizeUnit => "MB of log";

    /// <inheritdoc/>
    public int DefaultSize => 100;

    /// <inheritdoc/>
    public async Task RunAsync(int size, Report report)
    {
        await using var standalone = new Standalone();
        var instance = await standalone.StartAsync();
        await standalone.CreateDatabaseAsync(instance, LogFiller.CreateTable);
        var empty = await RestartAsync(instance);
        await LogFiller.FillAsync(instance, size * 1_000_000L);
        var logs = Directory.EnumerateFiles(Path.Combine(standalone.Folder, instance.Name), "log", SearchOption.AllDirectories);
        var bytes = logs.Sum(path => new FileInfo(path).Length);
        var filled = await RestartAsync(instance);
        report.Add("start with an empty log", $"{empty.TotalMilliseconds:N0} ms");
        report.Add($"start with {bytes / 1e6:N0} MB of log since the last log backup", $"{filled.TotalMilliseconds:N0} ms");
        if (filled > empty)
        {
            report.Add("crash recovery", bytes, filled - empty);
        }
    }

    /// <summary>The fastest of several, as the machine's other work only ever adds.</summary>
    private static async Task<TimeSpan> RestartAsync(InstanceProcess instance)
    {
        var fastest = TimeSpan.MaxValue;
        for (var i = 0; i < Starts; i++)
        {
            await instance.KillAsync();
            var began = TimeProvider.System.GetTimestamp();
            await instance.StartAsync();
            await instance.ScalarAsync("SELECT COUNT(*) FROM dbo.filler;", ReplicatedPair.Database);
            var took = TimeProvider.System.GetElapsedTime(began);
            fastest = took < fastest ? took : fastest;
        }

        return fastest;
    }
}
