using System.Collections.Immutable;
using System.Threading.Channels;
using ChatDr.Kubernetes.Caching;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;
using Microsoft.Extensions.Logging;

namespace ChatDr.Kubernetes.Clusters;

/// <summary>
/// Follows the Secrets and keeps a <see cref="Cluster"/> for each. It counts as filled when the Secrets are known: remote clusters hold up no start.
/// </summary>
internal sealed partial class ClusterRegistry : IClusterRegistry, IInformer
{
    /// <summary>Longer than a request may take.</summary>
    private static readonly TimeSpan Drain = TimeSpan.FromMinutes(1);

    private readonly ClusterRegistryOptions _options;
    private readonly KubernetesClientOptions _clientOptions;
    private readonly TimeProvider _time;
    private readonly ILoggerFactory _logs;
    private readonly ILogger _logger;
    private readonly Informer<V1Secret> _secrets;
    private readonly Channel<CacheChange<V1Secret>> _changes = Channel.CreateUnbounded<CacheChange<V1Secret>>();
    private readonly List<Action<string>> _observers = [];
    private readonly List<Action<Cluster>> _subscribers = [];
    private readonly List<Task> _retiring = [];
    private CancellationToken _stopped;
    private ImmutableSortedDictionary<string, Cluster> _clusters = ImmutableSortedDictionary.Create<string, Cluster>(StringComparer.Ordinal);

    public ClusterRegistry(
        IKubernetesClient home, ClusterRegistryOptions options, KubernetesClientOptions clientOptions, TimeProvider time, ILoggerFactory logs)
    {
        options.Validate();
        (_options, _clientOptions, _time, _logs, _logger) = (options, clientOptions, time, logs, logs.CreateLogger<ClusterRegistry>());
        var labelled = new CacheOptions<V1Secret> { LabelSelector = options.LabelSelector };
        _secrets = new(home, options.Namespace, labelled, time, Random.Shared, logs.CreateLogger<Informer<V1Secret>>());
        _secrets.Subscribe(change => _changes.Writer.TryWrite(change));
    }

    /// <inheritdoc/>
    public event Action? TroubleChanged
    {
        add => _secrets.TroubleChanged += value;
        remove => _secrets.TroubleChanged -= value;
    }

    /// <inheritdoc/>
    public IReadOnlyList<ICluster> Clusters => [.. _clusters.Values];

    /// <inheritdoc/>
    public string Kind => "Secret of a cluster";

    /// <inheritdoc/>
    public Task Synced => _secrets.Synced;

    /// <inheritdoc/>
    public string? Trouble => _secrets.Trouble;

    /// <inheritdoc/>
    public ICluster? Find(string name) => _clusters.GetValueOrDefault(name);

    /// <summary>
    /// Has <paramref name="handler"/> told of a cluster that came, changed, went, or fell into trouble or out of it. Only before <see cref="RunAsync"/>.
    /// </summary>
    internal void Observe(Action<string> handler) => _observers.Add(handler);

    /// <summary>Has <paramref name="handler"/> told of every change of a <typeparamref name="T"/> in any cluster. Only before <see cref="RunAsync"/>.</summary>
    internal void Subscribe<T>(Action<string, CacheChange<T>> handler)
        where T : class, IKubernetesObject =>
        _subscribers.Add(cluster => cluster.InformerOf<T>()?.Subscribe(change => handler(cluster.Name, change)));

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        _stopped = cancellationToken;
        var following = _secrets.RunAsync(cancellationToken);
        try
        {
            await foreach (var change in _changes.Reader.ReadAllAsync(cancellationToken))
            {
                Take(change);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            foreach (var cluster in Interlocked.Exchange(ref _clusters, _clusters.Clear()).Values)
            {
                Retire(cluster);
            }
        }

        await Task.WhenAll(_retiring);
        await following;
    }

    private void Take(CacheChange<V1Secret> change)
    {
        var name = (change.New ?? change.Old)!.Metadata.Name!;
        var old = _clusters.GetValueOrDefault(name);
        if (change.New is { } secret)
        {
            if (old is not null && old.Kubeconfig.AsSpan().SequenceEqual(Cluster.KubeconfigOf(secret, _options)))
            {
                return; // Labels or another key changed: what leads there is as it was.
            }

            Start(Cluster.Of(secret, _options, _clientOptions, _time, _logs));
        }
        else
        {
            _clusters = _clusters.Remove(name);
            LogGone(_logger, name);
        }

        if (old is not null)
        {
            Retire(old);
        }

        Tell(name);
    }

    private void Start(Cluster cluster)
    {
        foreach (var subscriber in _subscribers)
        {
            subscriber(cluster);
        }

        cluster.WhenTroubleChanges(() =>
        {
            LogTrouble(_logger, cluster.Name, cluster.Trouble ?? "none any more");
            Tell(cluster.Name);
        });
        _clusters = _clusters.SetItem(cluster.Name, cluster);
        LogFound(_logger, cluster.Name, cluster.Trouble ?? "");
        cluster.Run(mistake => _changes.Writer.TryComplete(mistake));
    }

    /// <summary>Its informers end at once; its client lives on for a while, because reconciles may be in the middle of a request.</summary>
    private void Retire(Cluster cluster)
    {
        _retiring.RemoveAll(task => task.IsCompleted);
        _retiring.Add(RetireAsync());

        async Task RetireAsync()
        {
            await cluster.EndAsync();
            await Task.Delay(Drain, _time, _stopped).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await cluster.DisposeAsync();
        }
    }

    private void Tell(string name)
    {
        foreach (var observer in _observers)
        {
            observer(name);
        }
    }

    [LoggerMessage(700, LogLevel.Information, "Cluster {Cluster} is known. {Trouble}")]
    private static partial void LogFound(ILogger logger, string cluster, string trouble);

    [LoggerMessage(701, LogLevel.Information, "Cluster {Cluster} is gone: its Secret was deleted")]
    private static partial void LogGone(ILogger logger, string cluster);

    [LoggerMessage(702, LogLevel.Warning, "Cluster {Cluster}: trouble: {Trouble}")]
    private static partial void LogTrouble(ILogger logger, string cluster, string trouble);
}
