using System.Net;
using System.Net.Sockets;
using ChatDr.Simulator.Hosting;
using ChatDr.SqlServer.Mirroring;
using ChatDr.SqlServer.Sessions;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatDr.SqlServer.Tests.Simulated;

/// <summary>A simulated instance on loopback that can crash and come back at the same ports with the same files.</summary>
internal sealed class SimulatedMember(string name, string folder, Func<string, int, CancellationToken, ValueTask<EndPoint>> resolve) : IAsyncDisposable
{
    private const string Password = "S3cret!pass";
    private SimulatorHost? _host;
    private int _port;

    public string Name => name;

    public string ServerName { get; } = name.ToUpperInvariant();

    public int MirroringPort { get; } = FreePort();

    /// <summary>Whom the operator logs in as.</summary>
    public (string Name, string Password) Login { get; set; } = ("sa", Password);

    public SqlEndpoint Sql => SqlAs(Login.Name, Login.Password);

    public MirroringMember Member => new(name, ServerName, $"tcp://{name}.lab.svc:5022") { Sql = Sql };

    public SqlEndpoint SqlAs(string login, string password) => new() { Host = "127.0.0.1", Port = _port, Login = login, Password = password };

    public async Task StartAsync()
    {
        _host = await SimulatorHost.StartAsync(
            new SimulatorOptions { ServerName = ServerName, Port = _port, DataDirectory = Path.Combine(folder, name), SaPassword = Password, ResolveHost = resolve },
            TimeProvider.System,
            NullLoggerFactory.Instance,
            CancellationToken.None);
        _port = _host.Endpoint.Port;
    }

    public async Task CrashAsync()
    {
        _host!.Crash();
        await _host.DisposeAsync();
        _host = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
