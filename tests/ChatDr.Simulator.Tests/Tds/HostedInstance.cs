using System.Globalization;
using System.Net;
using ChatDr.Simulator.Hosting;
using Microsoft.Data.SqlClient;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatDr.Simulator.Tests.Tds;

/// <summary>A whole instance in this process, for what takes engine and front together.</summary>
internal sealed class HostedInstance : IAsyncDisposable
{
    public const string Password = "S3cret!pass";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sim-hosted-");
    private SimulatorHost? _host;

    public SimulatorHost Host => _host!;

    public string Folder => _folder.FullName;

    public static async Task<HostedInstance> StartAsync(Func<SimulatorOptions, SimulatorOptions>? configure = null)
    {
        var instance = new HostedInstance();
        var options = new SimulatorOptions
        {
            ServerName = "HOSTED",
            ListenAddress = IPAddress.Loopback,
            Port = 0,
            DataDirectory = instance.Folder,
            SaPassword = Password,
        };
        instance._host = await SimulatorHost.StartAsync(
            (configure ?? (static same => same))(options), TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        return instance;
    }

    public string ConnectionString(string extra = "Pooling=false", string user = "sa", string password = Password) => string.Create(
        CultureInfo.InvariantCulture,
        $"Server=127.0.0.1,{Host.Endpoint.Port};User ID={user};Password={password};Encrypt=Mandatory;TrustServerCertificate=true;Connect Timeout=30;{extra}");

    public async Task<SqlConnection> OpenAsync(string extra = "Pooling=false")
    {
        var connection = new SqlConnection(ConnectionString(extra));
        await connection.OpenAsync();
        return connection;
    }

    public async Task<object?> AskAsync(string batch)
    {
        await using var connection = await OpenAsync();
        return await AskAsync(connection, batch);
    }

    public static async Task<object?> AskAsync(SqlConnection connection, string batch)
    {
        await using var command = new SqlCommand(batch, connection) { CommandTimeout = 60 };
        return await command.ExecuteScalarAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }
}
