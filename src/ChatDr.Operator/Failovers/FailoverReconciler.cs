using System.Collections.Concurrent;
using ChatDr.Api;
using ChatDr.Api.V1Alpha1;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;
using ChatDr.Operator.Metrics;
using ChatDr.Operator.Pools;
using ChatDr.SqlServer.Sessions;

namespace ChatDr.Operator.Failovers;

/// <summary>Carries an order out: looks, decides, stores the decision, acts, and looks again until there is something to wait for.</summary>
internal sealed class FailoverReconciler(
    IKubernetesClient client,
    FailoverObserver observer,
    FailoverActor actor,
    StatusWriter statuses,
    IEventPublisher events,
    ChatDrMetrics metrics,
    TimeProvider time) : IReconciler<PoolFailover>
{
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan AgainBeforeStart = TimeSpan.FromSeconds(2);

    /// <summary>Why the last action of an order failed: for the message, never for a decision about data.</summary>
    private readonly ConcurrentDictionary<NamespacedName, string> _errors = [];

    /// <summary>What an order waits for, and since when it stands like that. Lost with the process, which only makes an order more patient.</summary>
    private readonly ConcurrentDictionary<NamespacedName, (string What, DateTimeOffset Since)> _progress = [];

    /// <inheritdoc/>
    public async Task<ReconcileResult> ReconcileAsync(NamespacedName name, CancellationToken cancellationToken)
    {
        // Read from the server, not from a cache: what was decided before must be known before anything is decided.
        var order = await NotedAsync(await client.GetAsync<PoolFailover>(name, cancellationToken), cancellationToken);
        _errors.TryRemove(name, out var error);
        var (applied, written) = (false, false);
        while (order is not null && !FailoverPhase.IsFinal(order.Status?.Phase))
        {
            var given = OrderMarks.AsGiven(order);
            var status = order.Status ?? new PoolFailoverStatus();
            var seen = await observer.ObserveAsync(given, status, cancellationToken);
            var now = time.GetUtcNow();
            seen = seen with
            {
                Error = error ?? seen.Error,
                NothingLeftToApply = applied,
                WriteVerified = written,
                ProgressAt = Progress(name, seen.Progress(status), now),
            };
            var decision = status.Phase == FailoverPhase.Running
                ? FailoverMachine.Next(given, status, seen, now)
                : new FailoverDecision(FailoverStart.Next(given, status, seen, now));
            if (decision.Status.Phase == FailoverPhase.Running && !OrderMarks.HasBegun(order))
            {
                order = await client.MergePatchAsync<PoolFailover>(name, OrderMarks.NoteBegun(order), cancellationToken);
            }

            var next = FailoverStart.WithConditions(order, decision.Status, now);
            var write = await statuses.WriteAsync(order, order.Status, next, cancellationToken);
            if (write == StatusWrite.Conflict)
            {
                return ReconcileResult.After(Again);
            }

            if (write == StatusWrite.Written)
            {
                Announce(order, status, next);
                order = await client.GetAsync<PoolFailover>(name, cancellationToken);
            }

            (error, var acted) = await ActAsync(decision, seen, cancellationToken);
            applied |= acted && decision.Kind == FailoverActionKind.ApplyLogs;
            written |= acted && decision.Kind == FailoverActionKind.Write;
            var moved = next.CurrentStep != status.CurrentStep || next.Phase != status.Phase || Ended(next) != Ended(status);
            if (!acted && !moved)
            {
                if (error is not null)
                {
                    _errors[name] = error;
                }

                return ReconcileResult.After(next.Phase == FailoverPhase.Running ? Again : AgainBeforeStart);
            }
        }

        _progress.TryRemove(name, out _);
        await LetGoAsync(name, order, cancellationToken);
        return ReconcileResult.Done;
    }

    /// <summary>The order with its spec noted as first seen; null when it is gone, or deleted before it began.</summary>
    private async Task<PoolFailover?> NotedAsync(PoolFailover? order, CancellationToken cancellationToken)
    {
        if (order is null || (order.Metadata.DeletionTimestamp is not null && !OrderMarks.HasBegun(order)))
        {
            return null;
        }

        return FailoverPhase.IsFinal(order.Status?.Phase) || order.Metadata.Annotations?.ContainsKey(OrderMarks.GivenAnnotation) == true
            ? order
            : await client.MergePatchAsync<PoolFailover>(NamespacedName.Of(order), OrderMarks.NoteGiven(order), cancellationToken);
    }

    /// <summary>Notes how an order ended and gives its finalizer up.</summary>
    private async Task LetGoAsync(NamespacedName name, PoolFailover? order, CancellationToken cancellationToken)
    {
        if (order is not null && OrderMarks.HasBegun(order) && FailoverPhase.IsFinal(order.Status?.Phase))
        {
            await client.MergePatchAsync<PoolFailover>(name, OrderMarks.NoteEnded(order), cancellationToken);
        }
    }

    private DateTimeOffset Progress(NamespacedName name, string what, DateTimeOffset now) =>
        _progress.AddOrUpdate(name, _ => (what, now), (_, before) => before.What == what ? before : (what, now)).Since;

    private static int Ended(PoolFailoverStatus status) => status.Steps.Count(step => step.Finished is not null);

    private async Task<(string? Error, bool Acted)> ActAsync(FailoverDecision decision, FailoverSnapshot seen, CancellationToken cancellationToken)
    {
        if (decision.Kind is null)
        {
            return (null, false);
        }

        try
        {
            await actor.ActAsync(decision, seen, cancellationToken);
            return (null, true);
        }
        catch (SqlServerException refused)
        {
            return (refused.Message, false);
        }
    }

    private void Announce(PoolFailover order, PoolFailoverStatus before, PoolFailoverStatus after)
    {
        if (after.Conditions.Find("SpecIgnored") is { } ignored && before.Conditions.Find("SpecIgnored")?.Message != ignored.Message)
        {
            events.Publish(order, EventType.Warning, "SpecIgnored", ignored.Message);
        }

        if (after.Phase != before.Phase)
        {
            var bad = after.Phase is FailoverPhase.Refused or FailoverPhase.Aborted or FailoverPhase.Failed;
            events.Publish(order, bad ? EventType.Warning : EventType.Normal, $"Failover{after.Phase}", after.Message ?? "");
        }
        else if (after.CurrentStep != before.CurrentStep)
        {
            // A reason of its own for each step: more than ten events of one reason would be combined into one.
            events.Publish(order, EventType.Normal, after.CurrentStep ?? "FailoverStep", $"{after.CurrentStep} begins.");
        }

        if (FailoverPhase.IsFinal(after.Phase))
        {
            metrics.Ended(order.Spec, after.Phase!, after.Rto is { } taken ? Duration.Parse(taken).Value : null);
        }
    }
}
