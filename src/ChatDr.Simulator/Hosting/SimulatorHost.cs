using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using ChatDr.Simulator.Tds;
using Microsoft.Extensions.Logging;

namespace ChatDr.Simulator.Hosting;

/// <summary>A running simulated instance. Several may run in a process.</summary>
public sealed class SimulatorHost : IAsyncDisposable
{
    private readonly ISimulatedInstance _instance;
    private readonly TdsServer _server;
    private readonly X509Certificate2? _ownCertificate;
    private readonly FolderLock _folder;
    private bool _isCrashed;

    private SimulatorHost(ISimulatedInstance instance, TdsServer server, X509Certificate2? ownCertificate, FolderLock folder, SimulatorFaults faults) =>
        (_instance, _server, _ownCertificate, _folder, Faults) = (instance, server, ownCertificate, folder, faults);

    /// <summary>Its faults, to switch on and off while it runs.</summary>
    public SimulatorFaults Faults { get; }

    /// <summary>Where clients connect.</summary>
    public IPEndPoint Endpoint => _server.Endpoint;

    /// <summary>How many clients are connected.</summary>
    internal int ConnectionCount => _server.ConnectionCount;

    /// <summary>Completes when a client's SHUTDOWN asked it to end: dispose of it then, as of a process that ended.</summary>
    public Task ShutdownRequested => _instance.ShutdownRequested;

    /// <summary>Recovers the databases, then listens.</summary>
    /// <exception cref="SocketException">The port is taken.</exception>
    /// <exception cref="InstanceInUseException">The folder belongs to an instance that runs.</exception>
    public static Task<SimulatorHost> StartAsync(SimulatorOptions options, TimeProvider time, ILoggerFactory logs, CancellationToken cancellationToken) =>
        StartAsync(options, SimulatedInstance.StartAsync, time, logs, cancellationToken);

    internal static async Task<SimulatorHost> StartAsync(
        SimulatorOptions options,
        Func<SimulatorOptions, TimeProvider, ILoggerFactory, CancellationToken, Task<ISimulatedInstance>> startInstance,
        TimeProvider time,
        ILoggerFactory logs,
        CancellationToken cancellationToken)
    {
        var folder = FolderLock.Take(options.DataDirectory);
        ISimulatedInstance? instance = null;
        X509Certificate2? ownCertificate = null;
        try
        {
            instance = await startInstance(options, time, logs, cancellationToken);
            ownCertificate = options.TlsCertificate is null ? SelfSignedCertificate.Create(options.ServerName, time) : null;
            var server = TdsServer.Start(
                new TdsServerOptions
                {
                    Endpoint = new IPEndPoint(options.ListenAddress, options.Port),
                    Certificate = SslStreamCertificateContext.Create(options.TlsCertificate ?? ownCertificate!, additionalCertificates: null, offline: true),
                    Faults = options.Faults,
                    ForceEncryption = options.ForceEncryption,
                    MaximumConnections = options.MaximumConnections,
                },
                instance,
                time,
                logs.CreateLogger<TdsServer>());
            instance.NoteReady(server.Endpoint);
            logs.CreateLogger<SimulatorHost>().Ready(options.ServerName, server.Endpoint.ToString());
            return new SimulatorHost(instance, server, ownCertificate, folder, options.Faults);
        }
        catch
        {
            ownCertificate?.Dispose();
            if (instance is not null)
            {
                await instance.DisposeAsync();
            }

            folder.Dispose();
            throw;
        }
    }

    /// <summary>As SIGKILL: connections are reset, nothing more is written than what is durable already.</summary>
    public void Crash()
    {
        _isCrashed = true;
        _instance.Crash();
        _server.Crash();
        _folder.Dispose();
    }

    /// <summary>A clean shutdown; after <see cref="Crash"/> it only frees what the process holds.</summary>
    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        if (!_isCrashed)
        {
            await _instance.DisposeAsync();
        }

        _folder.Dispose();
        _ownCertificate?.Dispose();
    }
}
