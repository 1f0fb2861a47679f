using System.Net;
using ChatDr.Simulator.Hosting;
using ChatDr.Simulator.Tests.Tds;
using Microsoft.Data.SqlClient;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatDr.Simulator.Tests.Hosting;

public sealed class SimulatorHostTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sim-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Host_Started_ServesUntilDisposed()
    {
        string connectionString;
        await using (var host = await StartAsync())
        {
            connectionString = ConnectionString(host);
            await OpenAsync(connectionString);
        }

        await Should.ThrowAsync<SqlException>(() => OpenAsync(connectionString));
    }

    [Fact]
    public async Task Host_Crashed_FreesPortAndFolderForTheNext()
    {
        await using var crashed = await StartAsync();
        crashed.Crash();

        await using var next = await StartAsync(crashed.Endpoint.Port);

        await OpenAsync(ConnectionString(next));
    }

    private static string ConnectionString(SimulatorHost host) =>
        $"Server=127.0.0.1,{host.Endpoint.Port};User ID=sa;Password=S3cret!pass;Encrypt=Mandatory;TrustServerCertificate=true;Pooling=false;Connect Timeout=30;ConnectRetryCount=0";

    private static async Task OpenAsync(string connectionString)
    {
        await using var connection = new SqlConnection(connectionString);
        await connection.OpenAsync();
    }

    private Task<SimulatorHost> StartAsync(int port = 0) => SimulatorHost.StartAsync(
        new SimulatorOptions
        {
            ServerName = "HOSTED",
            ListenAddress = IPAddress.Loopback,
            Port = port,
            DataDirectory = _folder.FullName,
            SaPassword = "S3cret!pass",
        },
        (options, time, logs, token) => SimulatedInstance.StartAsync(options, _ => new ScriptedInstance(), time, logs, token),
        TimeProvider.System,
        NullLoggerFactory.Instance,
        CancellationToken.None);
}
