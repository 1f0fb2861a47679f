using System.Text;
using ChatDr.Kubernetes.Caching;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Config;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;
using Microsoft.Extensions.Logging;

namespace ChatDr.Kubernetes.Clusters;

/// <summary>One state of one Secret: a client and its informers, or why there are none.</summary>
internal sealed class Cluster : ICluster, IAsyncDisposable
{
    private readonly KubernetesClient? _client;
    private readonly IReadOnlyDictionary<Type, IInformer> _informers;
    private readonly CancellationTokenSource _stopped = new();
    private readonly string? _unusable;
    private Task _running = Task.CompletedTask;

    private Cluster(string name, byte[] kubeconfig, KubernetesClient? client, IReadOnlyDictionary<Type, IInformer> informers, string? unusable) =>
        (Name, Kubeconfig, _client, _informers, _unusable) = (name, kubeconfig, client, informers, unusable);

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string? Trouble =>
        _unusable
        ?? _informers.Values.Where(informer => informer.Trouble is not null).Select(informer => $"{informer.Kind}: {informer.Trouble}").FirstOrDefault();

    /// <inheritdoc/>
    public IKubernetesClient Client => _client ?? throw Unavailable();

    internal byte[] Kubeconfig { get; }

    internal static byte[] KubeconfigOf(V1Secret secret, ClusterRegistryOptions options) => secret.Data?.GetValueOrDefault(options.SecretKey) ?? [];

    internal static Cluster Of(V1Secret secret, ClusterRegistryOptions options, KubernetesClientOptions clientOptions, TimeProvider time, ILoggerFactory logs)
    {
        var name = secret.Metadata.Name!;
        var kubeconfig = KubeconfigOf(secret, options);
        try
        {
            if (kubeconfig.Length == 0)
            {
                throw new KubernetesConfigException($"Secret {secret.Metadata.Namespace}/{name} has no kubeconfig under the key '{options.SecretKey}'.");
            }

            var config = KubernetesConfig.FromSecret(Encoding.UTF8.GetString(kubeconfig));
            var client = new KubernetesClient(config, time, logs.CreateLogger<KubernetesClient>(), clientOptions);
            return new Cluster(name, kubeconfig, client, options.MakeInformers(client, time, logs), null);
        }
        catch (KubernetesConfigException unusable)
        {
            return new Cluster(name, kubeconfig, null, new Dictionary<Type, IInformer>(), unusable.Message);
        }
    }

    /// <inheritdoc/>
    public IEntityCache<T> Cache<T>()
        where T : class, IKubernetesObject =>
        InformerOf<T>()?.Cache ?? throw (_unusable is not null
            ? Unavailable()
            : new InvalidOperationException($"{typeof(T).Name} is not cached for clusters: name it in {nameof(ClusterRegistryOptions)}."));

    internal Informer<T>? InformerOf<T>()
        where T : class, IKubernetesObject => (Informer<T>?)_informers.GetValueOrDefault(typeof(T));

    /// <summary>Has <paramref name="handler"/> told whenever <see cref="Trouble"/> may have changed. Only before <see cref="Run"/>.</summary>
    internal void WhenTroubleChanges(Action handler)
    {
        foreach (var informer in _informers.Values)
        {
            informer.TroubleChanged += handler;
        }
    }

    /// <summary>
    /// Runs the informers. When one ends by an error, which is not the cluster's but a mistake in what handles its changes, <paramref name="failed"/> is told.
    /// </summary>
    internal void Run(Action<Exception> failed)
    {
        _running = Task.WhenAll(_informers.Values.Select(RunAsync));

        async Task RunAsync(IInformer informer)
        {
            try
            {
                await informer.RunAsync(_stopped.Token);
            }
            catch (Exception mistake)
            {
                failed(mistake);
                throw;
            }
        }
    }

    /// <summary>Ends the informers; the client can still be used.</summary>
    internal async Task EndAsync()
    {
        await _stopped.CancelAsync();
        await _running;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _client?.Dispose();
        _stopped.Dispose();
    }

    private ClusterUnavailableException Unavailable() => new($"Cluster '{Name}' cannot be used: {_unusable}");
}
