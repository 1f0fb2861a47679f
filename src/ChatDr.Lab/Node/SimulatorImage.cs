using System.Net;
using ChatDr.Simulator.Hosting;

namespace ChatDr.Lab.Node;

/// <summary><c>chatdr/sqlserver-simulator</c>: a SQL Server stand-in at the pod's address, set up by the environment of Microsoft's own image.</summary>
internal sealed class SimulatorImage : IWorkloadImage
{
    private const int LongestServerName = 15;
    private const string DataFolder = "/var/opt/mssql";

    /// <inheritdoc/>
    public bool Matches(string image) => ImageName.Of(image) == "chatdr/sqlserver-simulator";

    /// <inheritdoc/>
    public async Task<IWorkload> StartAsync(WorkloadContext context, CancellationToken cancellationToken)
    {
        if (context.Environment.GetValueOrDefault("ACCEPT_EULA")?.ToUpperInvariant() is not ("Y" or "YES"))
        {
            throw new InvalidOperationException("The licence terms were not accepted: set acceptEula: true (ACCEPT_EULA=Y).");
        }

        var name = context.Pod.Name;
        var options = new SimulatorOptions
        {
            ServerName = name[..Math.Min(name.Length, LongestServerName)],
            ListenAddress = context.Address,
            DataDirectory = context.Mounts.ToHost(DataFolder),
            SaPassword = context.Require("MSSQL_SA_PASSWORD"),
            Edition = context.Environment.GetValueOrDefault("MSSQL_PID", "Developer"),
            HadrEnabled = context.Environment.GetValueOrDefault("MSSQL_ENABLE_HADR") == "1",
            MapPath = context.Mounts.ToHost,
            ResolveHost = (host, port, _) => ValueTask.FromResult<EndPoint>(
                context.Names.Resolve(context.Pod.Namespace, host) is { } address ? new IPEndPoint(address, port) : new DnsEndPoint(host, port)),
        };
        return new Instance(await SimulatorHost.StartAsync(options, context.Time, context.Logs, cancellationToken));
    }

    private sealed class Instance(SimulatorHost host) : IWorkload
    {
        public bool HasCompleted => host.ShutdownRequested.IsCompleted;

        public void Crash() => host.Crash();

        public ValueTask DisposeAsync() => host.DisposeAsync();
    }
}
