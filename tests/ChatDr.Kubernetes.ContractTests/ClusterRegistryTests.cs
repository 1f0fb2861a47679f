using System.Collections.Concurrent;
using System.Text;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Clusters;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;
using ChatDr.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatDr.Kubernetes.ContractTests;

/// <summary>One operator at home, with other clusters that Secrets lead to; all are the lab's servers, reached over TLS.</summary>
public sealed class ClusterRegistryTests : IAsyncLifetime, IDisposable
{
    private readonly LabServer _home = new();
    private readonly LabServer _east = new();
    private readonly LabServer _west = new();
    private readonly ConcurrentDictionary<string, string> _woken = [];
    private IHost _host = null!;
    private KubernetesClient _client = null!;

    private IClusterRegistry Registry => _host.Services.GetRequiredService<IClusterRegistry>();

    public async Task InitializeAsync()
    {
        await Task.WhenAll(_home.InitializeAsync(), _east.InitializeAsync(), _west.InitializeAsync());
        _client = new(_home.Config, TimeProvider.System, NullLogger<KubernetesClient>.Instance);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(_woken).AddSingleton<TimeProvider>(new HastyTime());
        builder.Services
            .AddKubernetesOperator(options =>
            {
                (options.Config, options.Namespace) = (_home.Config, "default");
                options.CacheSyncTimeout *= HastyTime.Factor;
            })
            .AddClusters(clusters =>
            {
                (clusters.Namespace, clusters.LabelSelector, clusters.RemoteNamespace) = ("default", "example.org/cluster=true", "default");
                clusters.Cache<V1ConfigMap>();
            })
            .AddController<Recorder, V1ConfigMap>(controller => controller
                .WatchesClusters<V1ConfigMap>((cluster, map) =>
                    map.Metadata.Name == "poison" ? throw new InvalidOperationException("a mistake in a mapping") : [new(cluster, map.Metadata.Name!)])
                .WatchesClusters((_, cluster) => [new(cluster, "")]));

        // Servers answer no sooner for the haste, least of all on a busy machine.
        var patient = new KubernetesClientOptions();
        builder.Services.AddSingleton(patient with { RequestTimeout = patient.RequestTimeout * HastyTime.Factor });
        _host = builder.Build();
        await _host.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _host.StopAsync();
        await Task.WhenAll(_home.DisposeAsync(), _east.DisposeAsync(), _west.DisposeAsync());

        // That of the process that runs the tests.
        Environment.ExitCode = 0;
    }

    public void Dispose()
    {
        _host.Dispose();
        _client.Dispose();
    }

    [Fact]
    public async Task MappingOfAClustersChange_ThatThrows_EndsTheHost_RatherThanLeaveItBlindToTheCluster()
    {
        await PutAsync("other", _east.Kubeconfig);
        await EventuallyAsync("the cluster's caches are filled", () => Registry.Find("other") is { Trouble: null });

        await CreateAsync(_east, "poison");

        await EventuallyAsync("the host ends", () => _host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested);
    }

    [Fact]
    public async Task Secret_WithAKubeconfig_LeadsToACluster_WhoseChangesWakeControllers()
    {
        await PutAsync("other", _east.Kubeconfig);
        await EventuallyAsync("the cluster's caches are filled", () => Registry.Find("other") is { Trouble: null });

        await CreateAsync(_east, "far");

        await EventuallyAsync("the controller was woken", () => _woken.ContainsKey("other/far"));
        Registry.Find("other")!.Cache<V1ConfigMap>().Get(new("default", "far")).ShouldNotBeNull();
    }

    [Fact]
    public async Task Secret_ThatChanges_SwapsTheClusterWithoutARestart()
    {
        await CreateAsync(_west, "in-the-west");
        await PutAsync("other", _east.Kubeconfig);
        await EventuallyAsync("the first cluster is seen", () => Registry.Find("other") is { Trouble: null });

        await PutAsync("other", _west.Kubeconfig);

        await EventuallyAsync("the second cluster is seen", () => _woken.ContainsKey("other/in-the-west"));
        Registry.Clusters.Count.ShouldBe(1);
    }

    /// <summary>KubernetesClient #1446 is about what is disposed too early, #1189 about what is never disposed.</summary>
    [Fact]
    public async Task Client_OfASecretThatChanges_EndsWhatItHasBegun_AndIsDisposedOfLater()
    {
        await CreateAsync(_east, "in-the-east");
        await using var proxy = new FaultyProxy(_east.Config.Server.Port);
        await PutAsync("other", _east.Kubeconfig.Replace($":{_east.Config.Server.Port}", $":{proxy.Port}", StringComparison.Ordinal));
        await EventuallyAsync("the first cluster is seen", () => Registry.Find("other") is { Trouble: null });
        var old = Registry.Find("other")!.Client;
        proxy.Freeze();
        var underWay = old.GetAsync<V1ConfigMap>(new("default", "in-the-east"), default);

        await PutAsync("other", _west.Kubeconfig);
        await EventuallyAsync("the second cluster is seen", () => Registry.Find("other") is { Trouble: null } now && now.Client != old);
        underWay.IsCompleted.ShouldBeFalse();
        proxy.Thaw();

        (await underWay).ShouldNotBeNull();
        await EventuallyAsync("the old client is disposed of", () =>
        {
            var another = old.GetAsync<V1ConfigMap>(new("default", "in-the-east"), default);
            return another is { IsFaulted: true, Exception.InnerException: ObjectDisposedException };
        });
    }

    [Fact]
    public async Task Cluster_ThatCannotBeReached_IsInTroubleByItself()
    {
        await PutAsync("good", _east.Kubeconfig);
        await PutAsync("bad", _west.Kubeconfig);
        await EventuallyAsync("both are well", () => Registry.Clusters is [{ Trouble: null }, { Trouble: null }]);
        _woken.Clear();

        await _west.DisposeAsync();

        await EventuallyAsync("trouble is told", () => Registry.Find("bad") is { Trouble: not null } && _woken.ContainsKey("bad/"));
        Registry.Find("good")!.Trouble.ShouldBeNull();
        await CreateAsync(_east, "still");
        await EventuallyAsync("the good one still wakes controllers", () => _woken.ContainsKey("good/still"));
    }

    [Theory]
    [InlineData("{exec: {apiVersion: client.authentication.k8s.io/v1, command: sh, args: [-c, 'touch /tmp/owned']}}", "exec")]
    [InlineData("{tokenFile: /var/run/secrets/kubernetes.io/serviceaccount/token}", "tokenFile")]
    public async Task Kubeconfig_ThatRunsOrReadsHere_IsRefusedByName(string user, string field)
    {
        await PutAsync("sly", $"{{current-context: x, contexts: [{{name: x, context: {{cluster: x, user: x}}}}], clusters: [{{name: x, cluster: {{server: 'https://127.0.0.1:1'}}}}], users: [{{name: x, user: {user}}}]}}");

        await EventuallyAsync("it is refused", () => Registry.Find("sly")?.Trouble?.Contains(field, StringComparison.Ordinal) == true);
        Should.Throw<ClusterUnavailableException>(() => Registry.Find("sly")!.Client).Message.ShouldContain("'sly'");
    }

    [Fact]
    public async Task Secret_ThatIsDeleted_TakesItsClusterAway()
    {
        await PutAsync("other", _east.Kubeconfig);
        await EventuallyAsync("the cluster is known", () => Registry.Find("other") is not null);

        await _client.DeleteAsync<V1Secret>(new("default", "other"), new DeleteOptions(), default);

        await EventuallyAsync("it is gone", () => Registry.Clusters.Count == 0);
    }

    private Task<V1Secret> PutAsync(string name, string kubeconfig) => _client.ApplyAsync(
        new V1Secret
        {
            Metadata = new() { Namespace = "default", Name = name, Labels = new Dictionary<string, string> { ["example.org/cluster"] = "true" } },
            Data = new Dictionary<string, byte[]> { ["kubeconfig"] = Encoding.UTF8.GetBytes(kubeconfig) },
        },
        "test",
        force: true,
        CancellationToken.None);

    private static async Task CreateAsync(LabServer server, string name)
    {
        using var client = new KubernetesClient(server.Config, TimeProvider.System, NullLogger<KubernetesClient>.Instance);
        await client.CreateAsync(new V1ConfigMap { Metadata = new() { Namespace = "default", Name = name } }, CancellationToken.None);
    }

    private async Task EventuallyAsync(string what, Func<bool> condition)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            if (TimeProvider.System.GetElapsedTime(started) > TimeSpan.FromSeconds(30))
            {
                throw new TimeoutException(
                    $"Waited for: {what}. Clusters: {string.Join("; ", Registry.Clusters.Select(cluster => $"{cluster.Name}: {cluster.Trouble ?? "well"}"))}. "
                    + $"Woken: {string.Join(", ", _woken.Keys)}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
        }
    }

    /// <summary>Notes which keys it was called for.</summary>
    private sealed class Recorder(ConcurrentDictionary<string, string> woken) : IReconciler<V1ConfigMap>
    {
        public Task<ReconcileResult> ReconcileAsync(NamespacedName name, CancellationToken cancellationToken)
        {
            woken[$"{name.Namespace}/{name.Name}"] = "";
            return Task.FromResult(ReconcileResult.Done);
        }
    }
}
