using System.Net;
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
    private bool _isCrashed;

    private SimulatorHost(ISimulatedInstance instance, TdsServer server, X509Certificate2? ownCertificate, SimulatorFaults faults) =>
        (_instance, _server, _ownCertificate, Faults) = (instance, server, ownCertificate, faults);

    /// <summary>Its faults, to switch on and off while it runs.</summary>
    public SimulatorFaults Faults { get; }

    /// <summary>Where clients connect.</summary>
    public IPEndPoint Endpoint => _server.Endpoint;

    /// <summary>Recovers the databases, then listens.</summary>
    /// <exception cref="SocketException">The port is taken.</exception>
    public static Task<SimulatorHost> StartAsync(SimulatorOptions options, TimeProvider time, ILoggerFactory logs, CancellationToken cancellationToken) =>
        StartAsync(options, SimulatedInstance.StartAsync, time, logs, cancellationToken);

    internal static async Task<SimulatorHost> StartAsync(
        SimulatorOptions options,
        Func<SimulatorOptions, TimeProvider, ILoggerFactory, CancellationToken, Task<ISimulatedInstance>> startInstance,
        TimeProvider time,
        ILoggerFactory logs,
        CancellationToken cancellationToken)
    {
        var instance = await startInstance(options, time, logs, cancellationToken);
        var ownCertificate = options.TlsCertificate is null ? SelfSignedCertificate.Create(options.ServerName, time) : null;
        var logger = logs.CreateLogger<SimulatorHost>();
        try
        {
            var server = TdsServer.Start(
                new TdsServerOptions
                {
                    Endpoint = new IPEndPoint(options.ListenAddress, options.Port),
                    Certificate = options.TlsCertificate ?? ownCertificate!,
                    Faults = options.Faults,
                },
                instance,
                time,
                logs.CreateLogger<TdsServer>());
            instance.NoteReady(server.Endpoint);
            logger.Ready(options.ServerName, server.Endpoint.ToString());
            return new SimulatorHost(instance, server, ownCertificate, options.Faults);
        }
        catch (SocketException)
        {
            ownCertificate?.Dispose();
            await instance.DisposeAsync();
            throw;
        }
    }

    /// <summary>As SIGKILL: connections are reset, nothing more is written than what is durable already.</summary>
    public void Crash()
    {
        _isCrashed = true;
        _instance.Crash();
        _server.Crash();
    }

    /// <summary>A clean shutdown; after <see cref="Crash"/> it only frees what the process holds.</summary>
    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        if (!_isCrashed)
        {
            await _instance.DisposeAsync();
        }

        _ownCertificate?.Dispose();
    }
}
