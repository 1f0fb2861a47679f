using ChatDr.Kubernetes.Config;
using ChatDr.Lab.ApiServer;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatDr.Kubernetes.ContractTests.Soak;

/// <summary>The lab's API server, which keeps its data in a folder over restarts and has all faults built in.</summary>
internal sealed class LabSoakServer : ISoakServer
{
    private readonly string _folder = Directory.CreateTempSubdirectory("soak-").FullName;
    private readonly ApiServerFaults _faults;
    private LabApiServer? _server;

    private LabSoakServer(int seed)
    {
        _faults = new(seed);
        Troubles = new Dictionary<string, Func<Task>>
        {
            ["429"] = () => Do(() => (_faults.ThrottleRate, _faults.RetryAfter) = (0.2, TimeSpan.FromSeconds(1))),
            ["500"] = () => Do(() => _faults.ErrorRate = 0.2),
            ["conflicts"] = () => Do(() => _faults.ConflictRate = 0.5),
            ["slow"] = () => Do(() => _faults.Latency = TimeSpan.FromMilliseconds(50)),
            ["watches dropped"] = () => Do(() => _faults.DropWatches()),
            ["watches frozen"] = () => Do(() => _faults.AreWatchesFrozen = true),
            ["410"] = ForgetAsync,
            ["server restarted"] = RestartAsync,
        };
    }

    public KubernetesConfig Config => KubernetesConfig.FromKubeconfig(_server!.Kubeconfig);

    public IReadOnlyDictionary<string, Func<Task>> Troubles { get; }

    public static async Task<LabSoakServer> StartAsync(int seed)
    {
        var server = new LabSoakServer(seed);
        await server.ListenAsync(0);
        return server;
    }

    public Task ForgetAsync() => Do(() =>
    {
        _server!.Compact();
        _faults.DropWatches();
    });

    public void Behave() => _faults.Clear();

    public void Settle() => _server!.Compact();

    public async ValueTask DisposeAsync()
    {
        await _server!.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static Task Do(Action change)
    {
        change();
        return Task.CompletedTask;
    }

    private async Task RestartAsync()
    {
        var port = _server!.Address.Port;
        await _server.DisposeAsync();
        await ListenAsync(port);
    }

    private async Task ListenAsync(int port) => _server = await LabApiServer.StartAsync(
        new LabApiServerOptions { Port = port, DataDirectory = _folder, BookmarkInterval = TimeSpan.FromSeconds(1), HistoryLength = 3000, Faults = _faults },
        TimeProvider.System,
        NullLoggerFactory.Instance,
        CancellationToken.None);
}
