using System.Globalization;
using ChatDr.Simulator.Benchmarks.Measures;
using ChatDr.Simulator.Hosting;
using Microsoft.Data.SqlClient;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatDr.Simulator.Benchmarks.Scenarios;

/// <summary>Many instances in this process, first bare, then each with what an operator gives it.</summary>
internal sealed class IdleScenario : IScenario
{
    private const string Password = "Idle!Instance1";
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(15);

    /// <inheritdoc/>
    public string Name => "idle";

    /// <inheritdoc/>
    public string Purpose => "Idle instances in one process";

    /// <inheritdoc/>
    public string SizeUnit => "instances";

    /// <inheritdoc/>
    public int DefaultSize => 100;

    /// <inheritdoc/>
    public async Task RunAsync(int size, Report report)
    {
        var folder = Directory.CreateTempSubdirectory("chatdr-idle-").FullName;
        var before = MemoryWatch.Resident(Environment.ProcessId);
        report.AddBytes("resident before the first instance", before);
        var began = TimeProvider.System.GetTimestamp();
        var hosts = new List<SimulatorHost>();
        for (var i = 0; i < size; i++)
        {
            hosts.Add(await StartAsync(folder, i));
        }

        report.Add($"start of {size} instances, one after the other", $"{TimeProvider.System.GetElapsedTime(began).TotalSeconds:N1} s");
        await ReportAsync($"{size} bare instances: resident after {Settling.TotalSeconds} s");
        var connections = new List<SqlConnection>();
        foreach (var host in hosts)
        {
            connections.Add(await ProvisionAsync(host));
        }

        await ReportAsync($"{size} instances with endpoint, database and a client: resident after {Settling.TotalSeconds} s");
        connections.ForEach(connection => connection.Dispose());
        foreach (var host in hosts)
        {
            await host.DisposeAsync();
        }

        Directory.Delete(folder, recursive: true);

        async Task ReportAsync(string what)
        {
            await Task.Delay(Settling, TimeProvider.System);
            report.AddBytes(what, MemoryWatch.Resident(Environment.ProcessId), "<= 1,000 MB");
            report.AddBytes("of that, managed heap", GC.GetTotalMemory(forceFullCollection: false));
        }
    }

    private static Task<SimulatorHost> StartAsync(string folder, int number) => SimulatorHost.StartAsync(
        new SimulatorOptions
        {
            ServerName = $"SQL{number.ToString(CultureInfo.InvariantCulture)}",
            Port = 0,
            DataDirectory = Path.Combine(folder, $"{number}"),
            SaPassword = Password,
        },
        TimeProvider.System,
        NullLoggerFactory.Instance,
        CancellationToken.None);

    private static async Task<SqlConnection> ProvisionAsync(SimulatorHost host)
    {
        var server = $"{host.Endpoint.Address},{host.Endpoint.Port}";
        var connection = new SqlConnection($"Server={server};User ID=sa;Password={Password};TrustServerCertificate=true;Pooling=false");
        await connection.OpenAsync();
        await LogFiller.RunAsync(connection, "CREATE MASTER KEY ENCRYPTION BY PASSWORD = 'M4ster!Key'; CREATE CERTIFICATE own WITH SUBJECT = 'own';");
        await LogFiller.RunAsync(
            connection,
            "CREATE ENDPOINT mirroring STATE = STARTED AS TCP (LISTENER_PORT = 0) FOR DATABASE_MIRRORING "
            + "(ROLE = ALL, AUTHENTICATION = CERTIFICATE own, ENCRYPTION = REQUIRED ALGORITHM AES);");
        await LogFiller.RunAsync(connection, "CREATE DATABASE mgc; ALTER DATABASE mgc SET RECOVERY FULL;");
        return connection;
    }
}
