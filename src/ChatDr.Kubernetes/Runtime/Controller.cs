using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using ChatDr.Kubernetes.Metrics;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Queues;
using Microsoft.Extensions.Logging;

namespace ChatDr.Kubernetes.Runtime;

/// <summary>
/// controller-runtime's loop: workers take keys, reconcile, and by the outcome forget the key, ask for it again later, or back off. There is no limit to
/// retries: an object is never given up.
/// </summary>
internal sealed partial class Controller<TEntity> : IController, IDisposable
    where TEntity : class, IKubernetesObject
{
    private static readonly Func<ILogger, string, NamespacedName, Guid, IDisposable?> Scope =
        LoggerMessage.DefineScope<string, NamespacedName, Guid>("{Controller} {Key} {ReconcileId}");

    private static readonly ActivitySource Activities = new(KubernetesMeter.Name);
    private readonly IReconciler<TEntity> _reconciler;
    private readonly ControllerOptions _options;
    private readonly IEntityCache<TEntity> _cache;
    private readonly TimeProvider _time;
    private readonly ILogger<Controller<TEntity>> _logger;
    private readonly WorkQueue<NamespacedName> _queue = new();
    private readonly DelayingQueue<NamespacedName> _delayed;
    private readonly Backoff<NamespacedName> _backoff;
    private readonly ControllerMetrics _metrics;
    private readonly ConcurrentDictionary<NamespacedName, long> _addedAt = [];
    private readonly ConcurrentDictionary<NamespacedName, long> _startedAt = [];

    public Controller(
        IReconciler<TEntity> reconciler, ControllerOptions options, IEntityCache<TEntity> cache, TimeProvider time, ILogger<Controller<TEntity>> logger)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Workers, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.ResyncPeriod ?? TimeSpan.MaxValue, TimeSpan.Zero);
        _reconciler = reconciler;
        _options = options;
        _cache = cache;
        _time = time;
        _logger = logger;
        Name = options.Name ?? KubernetesEntityAttribute.Of<TEntity>().Kind.ToLowerInvariant();
        _backoff = new(time);
        _delayed = new(Enqueue, time);
        _metrics = new(Name, options.Workers, () => _queue.Depth, () => _startedAt.Values.Select(started => _time.GetElapsedTime(started)));
    }

    public string Name { get; }

    public TimeSpan LongestRunning =>
        _startedAt.IsEmpty ? TimeSpan.Zero : _startedAt.Values.Select(started => _time.GetElapsedTime(started)).DefaultIfEmpty().Max();

    /// <summary>Asks for a reconcile of <paramref name="key"/>.</summary>
    public void Enqueue(NamespacedName key)
    {
        _addedAt.TryAdd(key, _time.GetTimestamp());
        if (_queue.Add(key))
        {
            _metrics.Added();
        }
    }

    public async Task RunAsync(Func<bool> mayWork, CancellationToken intake, CancellationToken work)
    {
        LogStarted(_logger, Name, _options.Workers);
        await Task.WhenAll([.. Enumerable.Range(0, _options.Workers).Select(_ => WorkAsync(mayWork, intake, work)), ResyncAsync(intake)]);
        LogStopped(_logger, Name);
    }

    public void Dispose()
    {
        _queue.Close();
        _delayed.Dispose();
        _metrics.Dispose();
    }

    private async Task ResyncAsync(CancellationToken intake)
    {
        while (_options.ResyncPeriod is { } period)
        {
            await Task.Delay(period * (0.9 + (Random.Shared.NextDouble() * 0.2)), _time, intake).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (intake.IsCancellationRequested)
            {
                return;
            }

            foreach (var entity in _cache.List(null))
            {
                Enqueue(NamespacedName.Of(entity));
            }
        }
    }

    private async Task WorkAsync(Func<bool> mayWork, CancellationToken intake, CancellationToken work)
    {
        // Off the caller's flow: a reconciler that does not await would keep the other workers from starting.
        await Task.Yield();
        while (!intake.IsCancellationRequested)
        {
            try
            {
                var (taken, key) = await _queue.TakeAsync(intake);
                if (!taken || !mayWork())
                {
                    return;
                }

                await ProcessAsync(key, work);
            }
            catch (OperationCanceledException) when (intake.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task ProcessAsync(NamespacedName key, CancellationToken work)
    {
        var started = _time.GetTimestamp();
        _startedAt[key] = started;
        _metrics.Started(_addedAt.TryRemove(key, out var added) ? _time.GetElapsedTime(added, started) : TimeSpan.Zero);
        var result = "error";
        try
        {
            result = await ReconcileAsync(key, work);
        }
        finally
        {
            _startedAt.TryRemove(key, out _);
            _metrics.Ended(result, _time.GetElapsedTime(started));
            _queue.Done(key);
        }
    }

    /// <summary>One reconcile; the outcome as the metric names it. Only cancellation of the work itself is thrown.</summary>
    private async Task<string> ReconcileAsync(NamespacedName key, CancellationToken work)
    {
        var id = Guid.NewGuid();
        using var scope = Scope(_logger, Name, key, id);
        using var activity = Activities.StartActivity($"reconcile {Name}");
        activity?.SetTag("k8s.namespace.name", key.Namespace).SetTag("k8s.object.name", key.Name).SetTag("chatdr.reconcile_id", id);
        using var limit = new CancellationTokenSource(_options.ReconcileTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(work, limit.Token);
        try
        {
            var result = await _reconciler.ReconcileAsync(key, either.Token);
            _backoff.Forget(key);
            if (result.RequeueAfter is not { } delay)
            {
                return "success";
            }

            _delayed.AddAfter(key, delay);
            return "requeue_after";
        }
        catch (OperationCanceledException) when (work.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            _metrics.TimedOut();
            Retry(key, new TimeoutException($"The reconcile took longer than {_options.ReconcileTimeout}."), activity);
        }
        catch (TerminalException failure)
        {
            _backoff.Forget(key);
            _metrics.Terminated();
            activity?.SetStatus(ActivityStatusCode.Error, failure.Message);
            LogTerminated(_logger, failure, Name, key);
        }
#pragma warning disable CA1031 // Whatever a reconciler throws is a failed reconcile: logged, counted and tried again.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            if (IsPanic(failure))
            {
                _metrics.Panicked();
            }

            Retry(key, failure, activity);
        }

        return "error";
    }

    /// <summary>What would be a panic in Go: the program is wrong, not the world.</summary>
    private static bool IsPanic(Exception failure) =>
        failure is NullReferenceException or IndexOutOfRangeException or InvalidCastException or DivideByZeroException or SwitchExpressionException;

    private void Retry(NamespacedName key, Exception failure, Activity? activity)
    {
        var wait = _backoff.Next(key);
        activity?.SetStatus(ActivityStatusCode.Error, failure.Message);
        LogFailed(_logger, failure, Name, key, _backoff.Failures(key), wait);
        _metrics.Retried();
        _delayed.AddAfter(key, wait);
    }

    [LoggerMessage(400, LogLevel.Information, "Controller {Controller} starts with {Workers} workers")]
    private static partial void LogStarted(ILogger logger, string controller, int workers);

    [LoggerMessage(401, LogLevel.Information, "Controller {Controller} has stopped")]
    private static partial void LogStopped(ILogger logger, string controller);

    [LoggerMessage(402, LogLevel.Error, "Reconcile of {Controller} {Key} failed for the {Failures}. time in a row, next try in {Wait}")]
    private static partial void LogFailed(ILogger logger, Exception failure, string controller, NamespacedName key, int failures, TimeSpan wait);

    [LoggerMessage(403, LogLevel.Error, "Reconcile of {Controller} {Key} failed for good: it is not tried again until something changes")]
    private static partial void LogTerminated(ILogger logger, Exception failure, string controller, NamespacedName key);
}
