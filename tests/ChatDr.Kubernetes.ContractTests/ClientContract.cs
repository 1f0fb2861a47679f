using System.Collections.Concurrent;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Models;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatDr.Kubernetes.ContractTests;

/// <summary>What client and server owe each other. Each fact works in a namespace of its own; one suite holds for every server.</summary>
/// <typeparam name="TServer">The server.</typeparam>
#pragma warning disable CA1001 // xunit disposes it through IAsyncLifetime.
public abstract partial class ClientContract<TServer>(TServer server) : IAsyncLifetime
#pragma warning restore CA1001
    where TServer : class, IApiServerFixture
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly ConcurrentDictionary<TServer, Task> Definitions = [];
    private readonly CancellationTokenSource _limit = new();
    private KubernetesClient? _client;

    private protected string Ns { get; } = $"contract-{Guid.NewGuid():N}";

    private protected KubernetesClient Client => _client ??= NewClient();

    private protected TServer Server => server;

    private protected CancellationToken Limit => _limit.Token;

    /// <inheritdoc/>
    public Task InitializeAsync()
    {
        _limit.CancelAfter(TimeSpan.FromMinutes(1));
        return Client.CreateAsync(new V1Namespace { Metadata = new() { Name = Ns } }, Limit);
    }

    /// <inheritdoc/>
    public Task DisposeAsync()
    {
        _client?.Dispose();
        _limit.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>The server without the client between.</summary>
    private protected RawClient Raw() => new(server.Config);

    private KubernetesClient NewClient() => new(server.Config, TimeProvider.System, NullLogger<KubernetesClient>.Instance);

    private NamespacedName Named(string name) => new(Ns, name);

    private V1ConfigMap ConfigMap(string name, params (string Key, string Value)[] data) => new()
    {
        Metadata = new() { Namespace = Ns, Name = name },
        Data = data.ToDictionary(pair => pair.Key, pair => pair.Value),
    };

    private Task<V1ConfigMap> CreateAsync(string name, params (string Key, string Value)[] data) => Client.CreateAsync(ConfigMap(name, data), Limit);

    private async Task<V1ConfigMap> ReadAsync(string name) =>
        await Client.GetAsync<V1ConfigMap>(Named(name), Limit) ?? throw new InvalidOperationException($"ConfigMap {name} is gone.");

    private protected static Task<KubernetesApiException> RefusedAsync(Func<Task> call) => call.ShouldThrowAsync<KubernetesApiException>();

    /// <summary>Waits until <paramref name="condition"/> holds; what it looks at says <paramref name="seen"/>.</summary>
    private async Task EventuallyAsync(string what, Func<Task<bool>> condition, Func<string>? seen = null)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(started) > Patience)
            {
                throw new TimeoutException($"Waited {Patience} for: {what}. Last seen: {seen?.Invoke() ?? "not so"}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Limit);
        }
    }

    /// <summary>Makes the server know widgets, once.</summary>
    private protected Task DefineWidgetsAsync() => Definitions.GetOrAdd(server, _ => DefineAsync());

    private async Task DefineAsync()
    {
        await Client.ApplyAsync(Widget.Definition, "contract", force: true, Limit);
        await EventuallyAsync("widgets are served", async () =>
        {
            try
            {
                await Client.ListAsync<Widget>(Ns, new ListOptions(), Limit);
                return true;
            }
            catch (KubernetesApiException refused) when (refused.IsNotFound)
            {
                return false;
            }
        });
    }
}
