using System.Net;
using System.Net.Security;
using ChatDr.Simulator.Hosting;
using ChatDr.Simulator.Tds;
using Microsoft.Data.SqlClient;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatDr.Simulator.Tests.Tds;

/// <summary>A TDS server on its own port in front of a scripted instance.</summary>
public sealed class TdsServerFixture : IAsyncDisposable
{
    private static readonly SslStreamCertificateContext Certificate =
        SslStreamCertificateContext.Create(SelfSignedCertificate.Create("SCRIPTED", TimeProvider.System), additionalCertificates: null, offline: true);

    internal TdsServerFixture(
        TimeSpan? loginTimeout = null, int maximumConnections = 100, Func<TdsServerOptions, TdsServerOptions>? configure = null, TimeProvider? time = null) =>
        Server = TdsServer.Start(
        (configure ?? (static options => options))(new TdsServerOptions
        {
            Endpoint = new IPEndPoint(IPAddress.Loopback, 0),
            Certificate = Certificate,
            LoginTimeout = loginTimeout ?? TimeSpan.FromSeconds(15),
            MaximumConnections = maximumConnections,
        }),
        Instance,
        time ?? TimeProvider.System,
        NullLogger.Instance);

    internal ScriptedInstance Instance { get; } = new();

    internal TdsServer Server { get; }

    internal string ConnectionString(string password = "S3cret!pass", string extra = "Encrypt=Mandatory;TrustServerCertificate=true;Pooling=false") =>
        $"Server=127.0.0.1,{Server.Endpoint.Port};User ID=sa;Password={password};Connect Timeout=30;{extra}";

    internal async Task<SqlConnection> OpenAsync(string extra = "Encrypt=Mandatory;TrustServerCertificate=true;Pooling=false")
    {
        var connection = new SqlConnection(ConnectionString(extra: extra));
        await connection.OpenAsync();
        return connection;
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
