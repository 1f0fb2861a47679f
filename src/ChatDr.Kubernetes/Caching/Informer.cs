using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Metrics;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;
using Microsoft.Extensions.Logging;

namespace ChatDr.Kubernetes.Caching;

/// <summary>
/// client-go's reflector: list, replace the cache, watch from the list's revision, and go on from the last revision seen when the watch ends.
/// When that revision has expired it lists again, and what has gone meanwhile is reported as deleted.
/// </summary>
/// <param name="client">The cluster.</param>
/// <param name="ns">The only namespace to look at; null for all.</param>
/// <param name="options">What of the kind is kept.</param>
/// <param name="time">The clock.</param>
/// <param name="random">Spreads clients that would otherwise act in step.</param>
/// <param name="logger">Where trouble is told.</param>
internal sealed partial class Informer<T>(
    IKubernetesClient client, string? ns, CacheOptions<T> options, TimeProvider time, Random random, ILogger<Informer<T>> logger) : IInformer
    where T : class, IKubernetesObject
{
    private const int ShortestWatchSeconds = 300;
    private const int LongestWatchSeconds = 600;
    private static readonly TimeSpan SuspiciouslyShort = TimeSpan.FromSeconds(1);
    private readonly TaskCompletionSource _synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Action<CacheChange<T>>> _handlers = [];
    private readonly WatchBackoff _backoff = new(time, random);
    private string? _revision;

    public EntityCache<T> Cache { get; } = new(options.Indexes);

    public string Kind { get; } = KubernetesEntityAttribute.Of<T>().Kind;

    public Task Synced => _synced.Task;

    public event Action? TroubleChanged;

    public string? Trouble { get; private set; } = "not listed yet";

    /// <summary>
    /// Has <paramref name="handler"/> told of every change, in order, on the informer's own flow: it must be quick. Only before <see cref="RunAsync"/>.
    /// </summary>
    public void Subscribe(Action<CacheChange<T>> handler) => _handlers.Add(handler);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        InformerMetrics.Known(Kind);
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                if (await FollowAsync(cancellationToken))
                {
                    continue;
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            await Task.Delay(_backoff.Next(), time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Lists if need be and watches until the watch ends. Whether to go on at once; otherwise after a pause.</summary>
    private async Task<bool> FollowAsync(CancellationToken cancellationToken)
    {
        try
        {
            _revision ??= await ListAsync(cancellationToken);
            SetTrouble(null);
            if (await WatchAsync(_revision, cancellationToken) is { } end)
            {
                InformerMetrics.WatchEnded(Kind, end);
                return true;
            }

            Report("the server closes watches as soon as they are opened", "short");
        }
        catch (KubernetesApiException gone) when (gone.IsGone)
        {
            LogExpired(logger, Kind, _revision);
            InformerMetrics.WatchEnded(Kind, "expired");
            _revision = null;
        }
        catch (KubernetesApiException refused)
        {
            // Throttling says nothing against the revision; anything else may be about what comes after it.
            _revision = refused.StatusCode == System.Net.HttpStatusCode.TooManyRequests ? _revision : null;
            Report(refused.Message, "refused");
        }
        catch (HttpRequestException broken)
        {
            Report(broken.Message, "broken");
        }

        return false;
    }

    private async Task<string> ListAsync(CancellationToken cancellationToken)
    {
        InformerMetrics.Listed(Kind);
        var list = await client.ListAllAsync<T>(ns, new ListOptions { LabelSelector = options.LabelSelector }, cancellationToken);
        foreach (var change in Cache.Replace(options.Transform is { } transform ? [.. list.Items.Select(transform)] : list.Items))
        {
            Tell(change);
        }

        if (_synced.TrySetResult())
        {
            LogSynced(logger, Kind, list.Items.Count);
        }

        return list.Metadata.ResourceVersion ?? "";
    }

    /// <summary>
    /// Follows one watch. How it ended, if it was a healthy one, which told something or lasted a while: then there is no reason to wait before the next, even
    /// if its connection broke. Null for one that was closed as soon as it was opened.
    /// </summary>
    private async Task<string?> WatchAsync(string revision, CancellationToken cancellationToken)
    {
        var opened = time.GetTimestamp();
        var told = false;
        var limits = new ListOptions { LabelSelector = options.LabelSelector, TimeoutSeconds = random.Next(ShortestWatchSeconds, LongestWatchSeconds + 1) };
        try
        {
            await foreach (var frame in client.WatchAsync<T>(ns, revision, limits, cancellationToken))
            {
                told = true;
                var change = frame.Type switch
                {
                    WatchEventType.Added or WatchEventType.Modified => Cache.Put(options.Transform?.Invoke(frame.Entity) ?? frame.Entity),
                    WatchEventType.Deleted => Cache.Remove(NamespacedName.Of(frame.Entity)),
                    WatchEventType.Bookmark => null,
                    _ => throw new InvalidOperationException($"There is no watch event {frame.Type}."),
                };
                if (change is { } real)
                {
                    Tell(real);
                }

                // Only now: a revision that was passed without its change being told would lose the change.
                _revision = frame.Entity.Metadata.ResourceVersion ?? _revision;
                InformerMetrics.Told(Kind, time.GetUtcNow());
            }
        }
        catch (HttpRequestException broken) when (told)
        {
            LogBroken(logger, Kind, broken.Message);
            return "broken";
        }

        return told || time.GetElapsedTime(opened) >= SuspiciouslyShort ? "closed" : null;
    }

    private void Tell(CacheChange<T> change)
    {
        foreach (var handler in _handlers)
        {
            handler(change);
        }
    }

    private void SetTrouble(string? trouble)
    {
        if (Trouble != trouble)
        {
            Trouble = trouble;
            TroubleChanged?.Invoke();
        }
    }

    private void Report(string trouble, string reason)
    {
        SetTrouble(trouble);
        LogTrouble(logger, Kind, trouble);
        InformerMetrics.WatchEnded(Kind, reason);
    }

    [LoggerMessage(200, LogLevel.Information, "{Kind}: cache holds {Count} objects")]
    private static partial void LogSynced(ILogger logger, string kind, int count);

    [LoggerMessage(201, LogLevel.Information, "{Kind}: revision {Revision} has expired, listing again")]
    private static partial void LogExpired(ILogger logger, string kind, string? revision);

    [LoggerMessage(203, LogLevel.Information, "{Kind}: the watch broke, going on with another: {Trouble}")]
    private static partial void LogBroken(ILogger logger, string kind, string trouble);

    [LoggerMessage(202, LogLevel.Warning, "{Kind}: list or watch failed, trying again: {Trouble}")]
    private static partial void LogTrouble(ILogger logger, string kind, string trouble);
}
