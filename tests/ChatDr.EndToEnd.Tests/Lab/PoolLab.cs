using System.Text.Json;
using ChatDr.Api.V1Alpha1;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Config;
using ChatDr.Kubernetes.Json;
using ChatDr.Kubernetes.Models;
using ChatDr.Lab.Cli;
using ChatDr.Lab.Demo;
using ChatDr.Lab.Faults;
using ChatDr.Lab.Node;
using ChatDr.Operator.Hosting;
using Microsoft.Extensions.Logging;

namespace ChatDr.EndToEnd.Tests.Lab;

/// <summary>A lab of a test's own, with or without an operator in it. Set CHATDR_TEST_LOGS to a folder to keep each lab's log.</summary>
internal sealed class PoolLab : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);
    private static readonly JsonSerializerOptions Telling = new(KubernetesJson.Options) { WriteIndented = true };
    private readonly StreamWriter _log;
    private readonly ILoggerFactory _logs;

    private PoolLab(LabCluster cluster, StreamWriter log, ILoggerFactory logs)
    {
        Cluster = cluster;
        _log = log;
        _logs = logs;
    }

    /// <summary>The lab.</summary>
    public LabCluster Cluster { get; }

    /// <summary>Its API server.</summary>
    public IKubernetesClient Client => Cluster.Client;

    /// <summary>Its disasters.</summary>
    public LabFaults Faults => Cluster.Faults;

    /// <summary>The folder of the log backups.</summary>
    public string Share => Cluster.Node.ClaimFolder(Named("atl-chat-share"));

    /// <summary>A lab with an operator in this process.</summary>
    public static Task<PoolLab> StartAsync() => StartAsync(true);

    /// <summary>A lab whose operator runs elsewhere.</summary>
    public static Task<PoolLab> StartWithoutOperatorAsync() => StartAsync(false);

    /// <summary>A name in the samples' namespace.</summary>
    public static NamespacedName Named(string name) => new(DemoPool.Namespace, name);

    /// <summary>Applies YAML as kubectl does.</summary>
    public Task ApplyAsync(string yaml) => new Manifests(Client).ApplyAsync(yaml, DemoPool.Namespace, CancellationToken.None);

    /// <summary>Applies a pool and waits until it is as its owner wants it.</summary>
    public async Task<StretchedChatPool> BuildAsync(string yaml)
    {
        await ApplyAsync(yaml);
        return await WholeAsync();
    }

    /// <summary>Waits until nothing is left to do: the pool serves, mirrored and shipped.</summary>
    public Task<StretchedChatPool> WholeAsync(string? site = null, string name = "atl-chat") => UntilAsync<StretchedChatPool>(
        name,
        pool => (site is null || pool.Status?.ActiveSite == site)
            && pool.Status?.Failover is null
            && ((string[])["Ready", "Mirrored", "LogShippingHealthy", "SiteAvailable", "ChatServersActive"])
                .All(condition => DemoPool.Is(pool.Status?.Conditions, condition)),
        $"the pool is whole{(site is null ? "" : $" and served from {site}")}");

    /// <summary>The object when <paramref name="condition"/> first holds of it.</summary>
    public Task<T> UntilAsync<T>(string name, Func<T, bool> condition, string awaited)
        where T : class, IKubernetesObject =>
        new ClusterWait(Client, TimeProvider.System).UntilAsync(
            Named(name), condition, awaited, seen => JsonSerializer.Serialize(seen, Telling), Limit, CancellationToken.None);

    /// <summary>What <paramref name="look"/> sees when <paramref name="condition"/> first holds of it.</summary>
    public static async Task<T> UntilAsync<T>(Func<Task<T>> look, Func<T, bool> condition, string awaited)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var seen = await look();
            if (condition(seen))
            {
                return seen;
            }

            TimeProvider.System.GetElapsedTime(start).ShouldBeLessThan(Limit, $"awaited that {awaited}; last seen: {JsonSerializer.Serialize(seen, Telling)}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }

    /// <summary>Orders a failover.</summary>
    public Task<PoolFailover> OrderAsync(
        string name, string target, FailoverMode mode = FailoverMode.Planned, FailoverType type = FailoverType.Site) => Client.CreateAsync(
        new PoolFailover
        {
            Metadata = new V1ObjectMeta { Name = name, Namespace = DemoPool.Namespace },
            Spec = new PoolFailoverSpec
            {
                PoolRef = new LocalReference { Name = "atl-chat" },
                Target = target,
                Mode = mode,
                Type = type,
                AcknowledgeDataLoss = mode == FailoverMode.Forced,
            },
        },
        CancellationToken.None);

    /// <summary>Waits until an order has ended, and insists that it went through.</summary>
    public async Task<PoolFailover> SucceededAsync(string order)
    {
        var ended = await EndedAsync(order);
        ended.Status!.Phase.ShouldBe("Succeeded", ended.Status.Message);
        return ended;
    }

    /// <summary>Waits until an order has ended, well or not.</summary>
    public Task<PoolFailover> EndedAsync(string order) =>
        UntilAsync<PoolFailover>(order, seen => seen.Status?.Phase is "Succeeded" or "Aborted" or "Refused" or "Failed", $"order {order} has ended");

    /// <summary>Waits for an event about an object.</summary>
    /// <param name="kind">The object's kind.</param>
    /// <param name="name">Its name.</param>
    /// <param name="matches">Which event.</param>
    /// <param name="awaited">The same in words.</param>
    public async Task<Eventsv1Event> EventAsync(string kind, string name, Func<Eventsv1Event, bool> matches, string awaited)
    {
        var events = await UntilAsync(
            async () => (await Client.ListAsync<Eventsv1Event>(DemoPool.Namespace, new ListOptions(), CancellationToken.None)).Items
                .Where(candidate => candidate.Regarding?.Kind == kind && candidate.Regarding.Name == name).ToList(),
            seen => seen.Any(matches),
            awaited);
        return events.First(matches);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Cluster.DisposeAsync();
        _logs.Dispose();
        await _log.DisposeAsync();
    }

    private static async Task<PoolLab> StartAsync(bool withOperator)
    {
        var log = Environment.GetEnvironmentVariable("CHATDR_TEST_LOGS") is { Length: > 0 } folder
            ? new StreamWriter(Path.Combine(folder, $"lab-{Guid.NewGuid():N}.log")) { AutoFlush = true }
            : StreamWriter.Null;
        var logs = LoggerFactory.Create(builder =>
            builder.AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddProvider(new FileLoggerProvider(log, TimeProvider.System)));
        var options = new LabClusterOptions
        {
            Images = [new SimulatorImage(), new ChatServerImage()],
            StartOperator = withOperator ? (config, starting) => StartOperatorAsync(config, logs, starting) : null,
        };
        return new PoolLab(await LabCluster.StartAsync(options, TimeProvider.System, logs, CancellationToken.None), log, logs);
    }

    private static async Task<IAsyncDisposable> StartOperatorAsync(KubernetesConfig config, ILoggerFactory logs, CancellationToken cancellationToken) =>
        await OperatorHost.StartAsync(new OperatorHostOptions { Config = config, HealthPort = null }, TimeProvider.System, logs, cancellationToken);
}
