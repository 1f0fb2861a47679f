using System.Net;
using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Protocol;
using ChatDr.Simulator.TSql.Sessions;
using Microsoft.Extensions.Logging;

namespace ChatDr.Simulator.Hosting;

/// <summary>Joins an instance of the engine to the T-SQL that its sessions speak.</summary>
internal sealed class SimulatedInstance : ISimulatedInstance
{
    private readonly Instance _instance;
    private readonly IInstanceFrontend _frontend;

    private SimulatedInstance(Instance instance, IInstanceFrontend frontend) => (_instance, _frontend) = (instance, frontend);

    /// <inheritdoc/>
    public string ServerName => _instance.ServerName;

    /// <inheritdoc/>
    public Task ShutdownRequested => _instance.ShutdownRequested;

    /// <summary>Starts the instance that <paramref name="options"/> describe.</summary>
    public static Task<ISimulatedInstance> StartAsync(SimulatorOptions options, TimeProvider time, ILoggerFactory logs, CancellationToken cancellationToken) =>
        StartAsync(options, instance => new SqlFrontend(instance, options.Personality), time, logs, cancellationToken);

    /// <summary>Starts the instance; <paramref name="speak"/> gives it its sessions.</summary>
    internal static async Task<ISimulatedInstance> StartAsync(
        SimulatorOptions options, Func<Instance, IInstanceFrontend> speak, TimeProvider time, ILoggerFactory logs, CancellationToken cancellationToken)
    {
        var instance = await Instance.StartAsync(
            new InstanceOptions
            {
                ServerName = options.ServerName,
                DataDirectory = options.DataDirectory,
                BackupDirectory = options.BackupDirectory,
                MirroringPort = options.MirroringPort,
                SaPassword = options.SaPassword,
                Edition = options.Edition,
                HadrEnabled = options.HadrEnabled,
                ListenAddress = options.ListenAddress,
                MapPath = options.MapPath,
                ResolveHost = options.ResolveHost,
                Faults = options.Faults,
                FlushToDisk = options.FlushToDisk,
            },
            time,
            logs.CreateLogger<Instance>(),
            cancellationToken);
        return new SimulatedInstance(instance, speak(instance));
    }

    /// <inheritdoc/>
    public ValueTask<IClientSession> LoginAsync(LoginRequest request, CancellationToken cancellationToken) => _frontend.LoginAsync(request, cancellationToken);

    /// <inheritdoc/>
    public void NoteReady(IPEndPoint endpoint) => _instance.NoteReady(endpoint);

    /// <inheritdoc/>
    public void Crash() => _instance.Crash();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _instance.DisposeAsync();
}
