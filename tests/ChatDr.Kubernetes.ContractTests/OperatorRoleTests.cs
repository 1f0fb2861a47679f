using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using ChatDr.Api.V1Alpha1;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Config;
using ChatDr.Kubernetes.Json;
using ChatDr.Kubernetes.Metrics;
using ChatDr.Kubernetes.Models;
using ChatDr.Operator.Hosting;
using ChatDr.Tests.Shared;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatDr.Kubernetes.ContractTests;

/// <summary>
/// The operator on a real API server with RBAC, as the service account of config/rbac and with nothing but its role. There are no pods, so that it comes as far
/// as making children, events and status; what it asks for in a pool that lives is compared with the role in the end-to-end tests.
/// </summary>
[RequiresEnvironment("KUBEBUILDER_ASSETS", "Run: KUBEBUILDER_ASSETS=$(hack/kube-assets.sh) dotnet test tests/ChatDr.Kubernetes.ContractTests")]
public sealed class OperatorRoleTests(KubeApiServer server) : IClassFixture<KubeApiServer>
{
    private static readonly string Configuration = Path.Combine(RepositoryRoot.Folder.FullName, "config");

    [ContractFact]
    public async Task Operator_WithTheRoleOfItsServiceAccount_IsNeverRefused()
    {
        using var admin = new KubernetesClient(server.Config, TimeProvider.System, NullLogger<KubernetesClient>.Instance);
        await InstallAsync(admin);
        using var logs = new Complaints();
        using var activity = new Activity(server.Config.Server.Authority);
        var identity = new Impersonation { User = "system:serviceaccount:chatdr-system:chatdr-operator" };
        var options = new OperatorHostOptions { Config = server.Config with { Impersonate = identity }, HealthPort = null, LeaderElection = false };
        await InForceAsync(options.Config, logs);
        await using (await OperatorHost.StartAsync(options, TimeProvider.System, logs, CancellationToken.None))
        {
            await EventuallyAsync(logs, "pools are served", async () => (await CountAsync<StretchedChatPool>(admin)) == 0);
            foreach (var document in KubernetesYaml.ReadDocuments(await File.ReadAllTextAsync(Path.Combine(Configuration, "samples", "stretched-pool.yaml"))))
            {
                document["metadata"]!["namespace"] = "default";
                if (document["spec"]?["sql"] is JsonObject sql)
                {
                    // The server answers these as 500m and 1Gi; whoever compares texts applies them again at every pass.
                    sql["resources"] = JsonNode.Parse("""{"requests":{"cpu":"0.5","memory":"1024Mi"}}""");
                }

                await (document["kind"]!.ToString() switch
                {
                    "Secret" => (Task)admin.CreateAsync(document.Deserialize<V1Secret>(KubernetesJson.Options)!, CancellationToken.None),
                    "PersistentVolumeClaim" => admin.CreateAsync(
                        document.Deserialize<V1PersistentVolumeClaim>(KubernetesJson.Options)!, CancellationToken.None),
                    _ => admin.CreateAsync(document.Deserialize<StretchedChatPool>(KubernetesJson.Options)!, CancellationToken.None),
                });
            }

            await EventuallyAsync(logs, "five SQL StatefulSets", async () => (await CountAsync<V1StatefulSet>(admin)) >= 5);
            await EventuallyAsync(logs, "instances with a status", async () =>
                (await admin.ListAsync<SqlServerInstance>("default", new ListOptions(), CancellationToken.None)).Items
                    .Count(instance => instance.Status is not null) >= 5);
            await EventuallyAsync(logs, "an event of the operator", async () => await CountAsync<Eventsv1Event>(admin) > 0);
            await EventuallyAsync(logs, "thirty reconciles without a write", () => Task.FromResult(activity.ReconcilesSinceLastWrite >= 30));
            await admin.DeleteAsync<StretchedChatPool>(new("default", "atl-chat"), new DeleteOptions(), CancellationToken.None);
            await EventuallyAsync(
                logs, "the pool is gone", async () => await admin.GetAsync<StretchedChatPool>(new("default", "atl-chat"), CancellationToken.None) is null);
        }

        logs.Forbidden.ShouldBeEmpty();
    }

    private static async Task InstallAsync(KubernetesClient admin)
    {
        foreach (var file in Directory.GetFiles(Path.Combine(Configuration, "crd"), "chatdr*.yaml"))
        {
            // Created, not applied: this version does not know x-kubernetes-validations and refuses to apply what it would drop when it is created.
            await admin.CreateAsync(KubernetesYaml.Deserialize<V1CustomResourceDefinition>(await File.ReadAllTextAsync(file)), CancellationToken.None);
        }

        foreach (var document in KubernetesYaml.ReadDocuments(await File.ReadAllTextAsync(Path.Combine(Configuration, "rbac", "role.yaml"))))
        {
            await (document["kind"]!.ToString() == "ClusterRole"
                ? (Task)admin.ApplyAsync(document.Deserialize<ClusterRole>(KubernetesJson.Options)!, "test", force: true, CancellationToken.None)
                : admin.ApplyAsync(document.Deserialize<ClusterRoleBinding>(KubernetesJson.Options)!, "test", force: true, CancellationToken.None));
        }
    }

    /// <summary>The server looks for roles and bindings in caches of its own, which learn of them a moment after they are stored.</summary>
    private static async Task InForceAsync(KubernetesConfig config, Complaints logs)
    {
        using var account = new KubernetesClient(config, TimeProvider.System, NullLogger<KubernetesClient>.Instance);
        await EventuallyAsync(logs, "the role is in force", async () =>
        {
            try
            {
                await CountAsync<V1StatefulSet>(account);
                return true;
            }
            catch (KubernetesApiException notYet) when (notYet.IsForbidden)
            {
                return false;
            }
        });
    }

    private static async Task<int> CountAsync<T>(KubernetesClient client)
        where T : class, IKubernetesObject => (await client.ListAsync<T>("default", new ListOptions(), CancellationToken.None)).Items.Count;

    private static async Task EventuallyAsync(Complaints logs, string what, Func<Task<bool>> condition)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                if (await condition())
                {
                    return;
                }
            }
            catch (KubernetesApiException notYet) when (notYet.IsNotFound)
            {
                logs.Note($"Not served yet: {notYet.Message}");
            }

            if (TimeProvider.System.GetElapsedTime(started) > TimeSpan.FromSeconds(60))
            {
                throw new TimeoutException($"Waited for: {what}. The operator said:\n{string.Join('\n', logs.Lines.TakeLast(40))}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, CancellationToken.None);
        }
    }

    /// <summary>A role as the file has it.</summary>
    [KubernetesEntity(Group = "rbac.authorization.k8s.io", ApiVersion = "v1", Kind = "ClusterRole", PluralName = "clusterroles", Namespaced = false)]
    public sealed record ClusterRole : IKubernetesObject
    {
        /// <inheritdoc/>
        public string ApiVersion { get; init; } = "rbac.authorization.k8s.io/v1";

        /// <inheritdoc/>
        public string Kind { get; init; } = "ClusterRole";

        /// <inheritdoc/>
        public V1ObjectMeta Metadata { get; init; } = new();

        /// <summary>All the rest.</summary>
        [JsonExtensionData]
        public Dictionary<string, JsonElement> Rest { get; init; } = [];
    }

    /// <summary>A binding as the file has it.</summary>
    [KubernetesEntity(
        Group = "rbac.authorization.k8s.io", ApiVersion = "v1", Kind = "ClusterRoleBinding", PluralName = "clusterrolebindings", Namespaced = false)]
    public sealed record ClusterRoleBinding : IKubernetesObject
    {
        /// <inheritdoc/>
        public string ApiVersion { get; init; } = "rbac.authorization.k8s.io/v1";

        /// <inheritdoc/>
        public string Kind { get; init; } = "ClusterRoleBinding";

        /// <inheritdoc/>
        public V1ObjectMeta Metadata { get; init; } = new();

        /// <summary>All the rest.</summary>
        [JsonExtensionData]
        public Dictionary<string, JsonElement> Rest { get; init; } = [];
    }

    /// <summary>Counts reconciles, and starts over at each write to a server.</summary>
    private sealed class Activity : IDisposable
    {
        private readonly MeterListener _listener = new();
        private int _reconciles;

        public Activity(string host)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == KubernetesMeter.Name && instrument.Name is "rest_client_requests_total" or "controller_runtime_reconcile_total")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((instrument, count, tags, _) =>
            {
                if (instrument.Name == "controller_runtime_reconcile_total")
                {
                    Interlocked.Add(ref _reconciles, (int)count);
                }
                else if (Label(tags, "host") == host && Label(tags, "method") != "GET")
                {
                    Interlocked.Exchange(ref _reconciles, 0);
                }
            });
            _listener.Start();
        }

        public int ReconcilesSinceLastWrite => Volatile.Read(ref _reconciles);

        public void Dispose() => _listener.Dispose();

        private static string? Label(ReadOnlySpan<KeyValuePair<string, object?>> tags, string name)
        {
            foreach (var tag in tags)
            {
                if (tag.Key == name)
                {
                    return tag.Value?.ToString();
                }
            }

            return null;
        }
    }

    /// <summary>Keeps what the operator logs, and what of it says that it may not do something.</summary>
    private sealed class Complaints : ILoggerFactory, ILogger
    {
        private readonly ConcurrentQueue<string> _lines = [];

        public IReadOnlyCollection<string> Lines => _lines;

        public IReadOnlyList<string> Forbidden => [.. _lines.Where(line => line.Contains("forbidden", StringComparison.OrdinalIgnoreCase)).Distinct()];

        public void Note(string line) => _lines.Enqueue(line);

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Enqueue($"{logLevel} {formatter(state, exception)} {exception?.Message}");
    }
}
