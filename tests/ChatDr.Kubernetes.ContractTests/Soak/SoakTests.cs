using System.Globalization;
using System.Text.Json.Nodes;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Config;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;
using ChatDr.Lab.ApiServer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatDr.Kubernetes.ContractTests.Soak;

/// <summary>
/// Fifty writers, two thousand objects, a server that throttles, fails, conflicts, drops and freezes watches, forgets revisions and restarts: at the end the
/// operator has seen everything. CHATDR_SOAK_SECONDS says how long (10 by default, 60 in CI, 600 for a night), CHATDR_SOAK_SEED which sequence.
/// </summary>
public sealed class SoakTests : IAsyncLifetime
{
    private const int Writers = 50;
    private const int Objects = 2000;
    private readonly TimeSpan _length = TimeSpan.FromSeconds(Setting("CHATDR_SOAK_SECONDS", 10));
    private readonly int _seed = Setting("CHATDR_SOAK_SEED", 20_26);
    private readonly string _folder = Directory.CreateTempSubdirectory("soak-").FullName;
    private LabApiServer _server = null!;

    public async Task InitializeAsync() => _server = await StartAsync(0);

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Operator_UnderWritersFaultsAndRestarts_MissesNothing()
    {
        using var host = await StartOperatorAsync();
        var reconciler = host.Services.GetRequiredService<SoakReconciler>();
        using var over = new CancellationTokenSource();
        var writers = Enumerable.Range(0, Writers).Select(number => WriteAsync(new Random(_seed + number), over.Token)).ToArray();
        var started = TimeProvider.System.GetTimestamp();
        var random = new Random(_seed);
        long settled = 0;
        while (TimeProvider.System.GetElapsedTime(started) < _length)
        {
            await MisbehaveAsync(random);
            if (settled == 0 && TimeProvider.System.GetElapsedTime(started) > _length / 3)
            {
                settled = GC.GetTotalMemory(forceFullCollection: true);
            }
        }

        await over.CancelAsync();
        await Task.WhenAll(writers);
        _server.Faults.Clear();
        await CaughtUpAsync(host, reconciler);
        var after = GC.GetTotalMemory(forceFullCollection: true);
        await host.StopAsync();

        reconciler.Overlaps.ShouldBe(0, $"seed {_seed}");
        reconciler.Reconciles.ShouldBeGreaterThan(Objects / 2);
        after.ShouldBeLessThan((settled * 3 / 2) + (32 << 20), "memory grows");
    }

    private static int Setting(string name, int fallback) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : fallback;

    private Task<LabApiServer> StartAsync(int port) => LabApiServer.StartAsync(
        new LabApiServerOptions { Port = port, DataDirectory = _folder, BookmarkInterval = TimeSpan.FromSeconds(1), HistoryLength = 3000, Faults = new ApiServerFaults(_seed) },
        TimeProvider.System,
        NullLoggerFactory.Instance,
        CancellationToken.None);

    private async Task<IHost> StartOperatorAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services
            .AddKubernetesOperator(options => (options.Config, options.Namespace) = (KubernetesConfig.FromKubeconfig(_server.Kubeconfig), "default"))
            .AddController<SoakReconciler, V1ConfigMap>();
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private async Task MisbehaveAsync(Random random)
    {
        _server.Faults.Clear();
        switch (random.Next(8))
        {
            case 0:
                (_server.Faults.ThrottleRate, _server.Faults.RetryAfter) = (0.2, TimeSpan.FromSeconds(1));
                break;
            case 1:
                _server.Faults.ErrorRate = 0.2;
                break;
            case 2:
                _server.Faults.ConflictRate = 0.5;
                break;
            case 3:
                _server.Faults.DropWatches();
                break;
            case 4:
                _server.Faults.AreWatchesFrozen = true;
                break;
            case 5:
                _server.Compact();
                _server.Faults.DropWatches();
                break;
            case 6:
                _server.Faults.Latency = TimeSpan.FromMilliseconds(50);
                break;
            default:
                var port = _server.Address.Port;
                await _server.DisposeAsync();
                _server = await StartAsync(port);
                break;
        }

        await Task.Delay(TimeSpan.FromMilliseconds(random.Next(100, 1500)), TimeProvider.System, CancellationToken.None);
    }

    private async Task WriteAsync(Random random, CancellationToken over)
    {
        using var client = new KubernetesClient(KubernetesConfig.FromKubeconfig(_server.Kubeconfig), TimeProvider.System, NullLogger<KubernetesClient>.Instance);
        while (!over.IsCancellationRequested)
        {
            var name = new NamespacedName("default", $"m{random.Next(Objects)}");
            try
            {
                await WriteOneAsync(client, name, random);
            }
            catch (Exception refused) when (refused is KubernetesApiException or HttpRequestException)
            {
                // Faults are what this is about; the next write may do better.
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
            }
        }
    }

    private static async Task WriteOneAsync(KubernetesClient client, NamespacedName name, Random random)
    {
        var value = random.Next().ToString(CultureInfo.InvariantCulture);
        switch (random.Next(5))
        {
            case 0:
                await client.DeleteAsync<V1ConfigMap>(name, new DeleteOptions(), CancellationToken.None);
                break;
            case 1:
                await client.ModifyAsync<V1ConfigMap>(name, _ => new() { ["data"] = new JsonObject { ["b"] = value } }, TimeProvider.System, CancellationToken.None);
                break;
            default:
                var wanted = new V1ConfigMap { Metadata = new() { Namespace = name.Namespace, Name = name.Name }, Data = new Dictionary<string, string> { ["a"] = value } };
                await client.ApplyAsync(wanted, "soak", force: true, CancellationToken.None);
                break;
        }
    }

    /// <summary>Waits until cache and server are equal, and every key was reconciled in its last state.</summary>
    private async Task CaughtUpAsync(IHost host, SoakReconciler reconciler)
    {
        using var client = new KubernetesClient(KubernetesConfig.FromKubeconfig(_server.Kubeconfig), TimeProvider.System, NullLogger<KubernetesClient>.Instance);
        var cache = host.Services.GetRequiredService<IEntityCache<V1ConfigMap>>();
        var truth = (await client.ListAllAsync<V1ConfigMap>("default", new ListOptions(), CancellationToken.None)).Items.ToDictionary(NamespacedName.Of, map => map.Metadata.ResourceVersion!);
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var cached = cache.List(null).ToDictionary(NamespacedName.Of, map => map.Metadata.ResourceVersion!);
            var different = cached.Keys.Union(truth.Keys).Where(key => cached.GetValueOrDefault(key) != truth.GetValueOrDefault(key)).Select(key => $"{key.Name} is not as on the server").ToList();
            var missed = Enumerable.Range(0, Objects).Select(number => new NamespacedName("default", $"m{number}"))
                .Where(key => truth.TryGetValue(key, out var revision) ? reconciler.Seen(key) != revision : reconciler.Seen(key) is not (null or ""))
                .Select(key => $"{key.Name} was last reconciled at '{reconciler.Seen(key)}', is at '{truth.GetValueOrDefault(key)}'").ToList();
            if (different.Count == 0 && missed.Count == 0)
            {
                return;
            }

            if (TimeProvider.System.GetElapsedTime(started) > TimeSpan.FromSeconds(90))
            {
                throw new TimeoutException($"Seed {_seed}: {different.Count} differ, {missed.Count} were missed: {string.Join("; ", different.Concat(missed).Take(10))}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, CancellationToken.None);
        }
    }
}
