using System.Collections.Concurrent;
using System.Diagnostics;
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
    private readonly TimeProvider _time;
    private readonly ILogger<Controller<TEntity>> _logger;
    private readonly WorkQueue<NamespacedName> _queue = new();
    private readonly DelayingQueue<NamespacedName> _delayed;
    private readonly Backoff<NamespacedName> _backoff;
    private readonly ControllerMetrics _metrics;
    private readonly ConcurrentDictionary<NamespacedName, long> _addedAt = [];
    private readonly ConcurrentDictionary<NamespacedName, long> _startedAt = [];

    public Controller(IReconciler<TEntity> reconciler, ControllerOptions options, TimeProvider time, ILogger<Controller<TEntity>> logger)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Workers, 1);
        _reconciler = reconciler;
        _options = options;
        _time = time;
        _logger = logger;
        Name = options.Name ?? KubernetesEntityAttribute.Of<TEntity>().Kind.ToLowerInvariant();
        _backoff = new(time);
        _delayed = new(Enqueue, time);
        _metrics = new(Name, options.Workers);
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
            _metrics.Added(_queue.Depth);
        }
    }

    public async Task RunAsync(Func<bool> mayWork, CancellationToken intake, CancellationToken work)
    {
        LogStarted(_logger, Name, _options.Workers);
        await Task.WhenAll(Enumerable.Range(0, _options.Workers).Select(_ => WorkAsync(mayWork, intake, work)));
        LogStopped(_logger, Name);
    }

    public void Dispose()
    {
        _queue.Close();
        _delayed.Dispose();
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
        _metrics.Started(_queue.Depth, _addedAt.TryRemove(key, out var added) ? _time.GetElapsedTime(added, started) : TimeSpan.Zero);
        _startedAt[key] = started;
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
#pragma warning disable CA1031 // Whatever a reconciler throws is a failed reconcile: logged, counted and tried again.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Retry(key, failure, activity);
        }

        return "error";
    }

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
}
