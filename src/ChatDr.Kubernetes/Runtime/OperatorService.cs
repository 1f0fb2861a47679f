using ChatDr.Kubernetes.Caching;
using ChatDr.Kubernetes.Events;
using ChatDr.Kubernetes.LeaderElection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ChatDr.Kubernetes.Runtime;

/// <summary>
/// Runs the operator: informers from the start, so that a standby is warm; controllers once caches are filled and the lease is held. On a request to stop it
/// takes no more keys, lets running reconciles end, writes the events that wait, and gives the lease back. A lost lease ends the host, and the process with
/// exit code 1.
/// </summary>
internal sealed partial class OperatorService(IServiceProvider services, OperatorOptions options, TimeProvider time, ILogger<OperatorService> logger)
    : BackgroundService
{
    private static readonly TimeSpan EventFlushTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(5);

    /// <summary>How long a stop may take: reconciles end, events are written, the lease is given back.</summary>
    public static TimeSpan LongestStop(OperatorOptions options) =>
        options.DrainTimeout + EventFlushTimeout + (options.LeaderElection?.RenewDeadline ?? TimeSpan.Zero) + Slack;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Controllers first: making them subscribes them to the informers, which has to be done before those run.
        var controllers = services.GetServices<IController>().ToList();
        var informers = services.GetServices<IInformer>().ToList();
        var events = services.GetRequiredService<EventPublisher>();
        using var observing = new CancellationTokenSource();
        using var writingEvents = new CancellationTokenSource();
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var observers = informers.ConvertAll(informer => informer.RunAsync(observing.Token));
        var eventWriter = events.RunAsync(writingEvents.Token);
        var leading = LeadAsync(controllers, informers, FlushAsync, stopping.Token);
        try
        {
            // An informer only ends by itself when a function of the operator's threw, such as a mapping: without it the operator would be blind, so it stops.
            var ended = await Task.WhenAny([leading, .. observers]);
            if (ended != leading)
            {
                await stopping.CancelAsync();
                await Task.WhenAll(leading, ended);
            }

            await leading;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            LogStopped(logger);
        }
        catch (Exception)
        {
            // The host stops for it, and would have the process end as if all were well.
            Environment.ExitCode = 1;
            throw;
        }
        finally
        {
            await FlushAsync();
            await observing.CancelAsync();
            await Task.WhenAll(observers);
        }

        async Task FlushAsync()
        {
            events.Complete();
            writingEvents.CancelAfter(EventFlushTimeout);
            await EndAsync(eventWriter, writingEvents.Token);
        }
    }

    private async Task EndAsync(Task eventWriter, CancellationToken limit)
    {
        try
        {
            await eventWriter;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            LogEventsLeft(logger, EventFlushTimeout);
        }
    }

    /// <summary>
    /// Works while the lease is held; <paramref name="flush"/> writes the events that wait before it is given back, so that they are not told among the next
    /// leader's.
    /// </summary>
    private async Task LeadAsync(List<IController> controllers, List<IInformer> informers, Func<Task> flush, CancellationToken stopping)
    {
        await WaitForCachesAsync(informers, stopping);
        if (services.GetService<LeaderElector>() is { } elector)
        {
            await elector.RunAsync(lost => WorkAndFlushAsync(elector, lost), stopping);
        }
        else
        {
            await WorkAsync(controllers, () => true, stopping, CancellationToken.None);
        }

        async Task WorkAndFlushAsync(LeaderElector elector, CancellationToken lost)
        {
            try
            {
                await WorkAsync(controllers, () => elector.MayWork, stopping, lost);
            }
            finally
            {
                await flush();
            }
        }
    }

    /// <summary>Runs controllers until told to stop, and lets running reconciles end then; or until the lease is lost, and cancels them.</summary>
    private async Task WorkAsync(List<IController> controllers, Func<bool> mayWork, CancellationToken stopping, CancellationToken lost)
    {
        using var intake = CancellationTokenSource.CreateLinkedTokenSource(stopping, lost);
        using var work = CancellationTokenSource.CreateLinkedTokenSource(lost);
        await using var onStop = stopping.Register(() =>
        {
            LogDraining(logger, options.DrainTimeout);
            work.CancelAfter(options.DrainTimeout);
        });
        await Task.WhenAll(controllers.Select(controller => controller.RunAsync(mayWork, intake.Token, work.Token)));

        // Without controllers, and where workers have seen an overdue lease before the elector has: the end is still to come.
        await Task.Delay(Timeout.InfiniteTimeSpan, time, intake.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task WaitForCachesAsync(List<IInformer> informers, CancellationToken stopping)
    {
        try
        {
            await Task.WhenAll(informers.Select(informer => informer.Synced)).WaitAsync(options.CacheSyncTimeout, time, stopping);
        }
        catch (TimeoutException)
        {
            var missing = informers.Where(informer => !informer.Synced.IsCompleted).Select(informer => $"{informer.Kind} ({informer.Trouble})");
            throw new TimeoutException($"Caches were not filled within {options.CacheSyncTimeout}: {string.Join("; ", missing)}.");
        }
    }

    [LoggerMessage(600, LogLevel.Information, "The operator has stopped")]
    private static partial void LogStopped(ILogger logger);

    [LoggerMessage(601, LogLevel.Information, "Stopping: running reconciles have {Drain} to end")]
    private static partial void LogDraining(ILogger logger, TimeSpan drain);

    [LoggerMessage(602, LogLevel.Warning, "Events that could not be written within {Limit} are dropped")]
    private static partial void LogEventsLeft(ILogger logger, TimeSpan limit);
}
