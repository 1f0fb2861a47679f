using System.Net;
using System.Net.Sockets;
using ChatDr.Simulator.Hosting;
using Microsoft.Data.SqlClient;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatDr.Simulator.Tests.Hosting;

public sealed class FreezeTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("freeze-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Instance_Frozen_AcceptsAndAnswersNothingUntilUnfrozen()
    {
        await using var host = await StartAsync();
        await using var session = new SqlConnection(ConnectionString(host));
        await session.OpenAsync();
        await using var query = session.CreateCommand();
        query.CommandText = "SELECT 1";
        query.CommandTimeout = 60;

        host.Faults.Freeze();
        using var newcomer = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await newcomer.ConnectAsync(host.Endpoint).WaitAsync(Patience);
        var answer = query.ExecuteScalarAsync();
        await using var login = new SqlConnection(ConnectionString(host, 1));
        await Should.ThrowAsync<SqlException>(() => login.OpenAsync());
        answer.IsCompleted.ShouldBeFalse();

        host.Faults.Unfreeze();
        (await answer.WaitAsync(Patience)).ShouldBe(1);
    }

    [Fact]
    public async Task Instance_DisposedWhileFrozen_Ends()
    {
        var host = await StartAsync();
        await using var session = new SqlConnection(ConnectionString(host));
        await session.OpenAsync();
        host.Faults.Freeze();

        await host.DisposeAsync().AsTask().WaitAsync(Patience);
    }

    private static string ConnectionString(SimulatorHost host, int patience = 30) =>
        $"Server=127.0.0.1,{host.Endpoint.Port};User ID=sa;Password=S3cret!pass;Encrypt=Mandatory;TrustServerCertificate=true;Pooling=false;Connect Timeout={patience};ConnectRetryCount=0";

    private Task<SimulatorHost> StartAsync() => SimulatorHost.StartAsync(
        new SimulatorOptions
        {
            ServerName = "FROZEN",
            ListenAddress = IPAddress.Loopback,
            Port = 0,
            DataDirectory = _folder.FullName,
            SaPassword = "S3cret!pass",
        },
        TimeProvider.System,
        NullLoggerFactory.Instance,
        CancellationToken.None);
}
