using System.Net;
using ChatDr.Simulator.Hosting;
using ChatDr.SqlServer.Mirroring;
using ChatDr.SqlServer.Sessions;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatDr.SqlServer.Tests.Simulated;

/// <summary>
/// A simulated instance that can crash and come back at the same address with the same files. The loopback address is its own: at a shared one, a client's
/// connection may take the port of an instance that is down for a moment.
/// </summary>
internal sealed class SimulatedMember(string name, string folder, Func<string, int, CancellationToken, ValueTask<EndPoint>> resolve) : IAsyncDisposable
{
    private const string Password = "S3cret!pass";
    private const int Port = 11433;
    private static int _members;
    private SimulatorHost? _host;

    public string Name => name;

    public string ServerName { get; } = name.ToUpperInvariant();

    public IPAddress Address { get; } = NextAddress();

    public int MirroringPort => 15022;

    /// <summary>Whom the operator logs in as.</summary>
    public (string Name, string Password) Login { get; set; } = ("sa", Password);

    public SqlEndpoint Sql => SqlAs(Login.Name, Login.Password);

    public MirroringMember Member => new(name, ServerName, $"tcp://{name}.lab.svc:5022") { Sql = Sql };

    public SqlEndpoint SqlAs(string login, string password) => new() { Host = Address.ToString(), Port = Port, Login = login, Password = password };

    public async Task StartAsync()
    {
        _host = await SimulatorHost.StartAsync(
            new SimulatorOptions
            {
                ServerName = ServerName,
                ListenAddress = Address,
                Port = Port,
                DataDirectory = Path.Combine(folder, name),
                SaPassword = Password,
                ResolveHost = resolve,
            },
            TimeProvider.System,
            NullLoggerFactory.Instance,
            CancellationToken.None);
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

    private static IPAddress NextAddress()
    {
        var number = Interlocked.Increment(ref _members);
        return new IPAddress([127, (byte)(1 + (Environment.ProcessId % 250)), (byte)(number / 250), (byte)(1 + (number % 250))]);
    }
}
