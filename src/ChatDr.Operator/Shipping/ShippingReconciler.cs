using System.Collections.Concurrent;
using ChatDr.Api.V1Alpha1;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;
using ChatDr.SqlServer.Sessions;
using ChatDr.SqlServer.Shipping;
using Microsoft.Extensions.Logging;

namespace ChatDr.Operator.Shipping;

/// <summary>Ships the logs of one source to one target, by what msdb, the databases and the share say; no SQL Agent is needed.</summary>
internal sealed class ShippingReconciler(
    IEntityCache<LogShipping> shippings,
    ShippingEnds ends,
    ISqlConnector connector,
    ShippingObserver observer,
    ShippingActor actor,
    StatusWriter statusWriter,
    IEventPublisher events,
    TimeProvider time,
    ILogger<ShippingReconciler> logger) : IReconciler<LogShipping>
{
    private const int RestoresPerPass = 50;
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Slowest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ConnectWithin = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<(string? Uid, string Database), DateTimeOffset> _restoreRuns = [];
    private readonly ConcurrentDictionary<(string? Uid, string Database), string> _said = [];

    /// <inheritdoc/>
    public async Task<ReconcileResult> ReconcileAsync(NamespacedName name, CancellationToken cancellationToken)
    {
        if (shippings.Get(name) is not { } cached || cached.Metadata.DeletionTimestamp is not null)
        {
            return ReconcileResult.Done;
        }

        var shipping = statusWriter.Latest(cached);
        if (shipping.Spec.Suspend)
        {
            await WriteAsync(shipping, ShippingStatus.Suspended(shipping, time.GetUtcNow()), cancellationToken);
            return ReconcileResult.Done;
        }

        var sourceName = ends.SourceName(shipping);
        await using var source = await OpenAsync(shipping, sourceName, cancellationToken);
        await using var target = await OpenAsync(shipping, shipping.Spec.Target.Name, cancellationToken);
        await using var fenced = new SessionSet();
        foreach (var partner in ends.FencedPartners(shipping))
        {
            fenced.Add(await OpenAsync(shipping, partner, cancellationToken));
        }

        Dictionary<string, ShippingPass> passes = [];
        foreach (var database in shipping.Spec.Databases)
        {
            passes[database] = await PassAsync(shipping, database, new ShippingSessions(source, target, fenced.Open), cancellationToken);
        }

        var status = ShippingStatus.Of(shipping, source is null ? null : sourceName, passes, time.GetUtcNow());
        var written = await WriteAsync(shipping, status, cancellationToken);
        return ReconcileResult.After(written == StatusWrite.Conflict ? Soon : Next(shipping, passes));
    }

    private async Task<ShippingPass> PassAsync(LogShipping shipping, string database, ShippingSessions sessions, CancellationToken cancellationToken)
    {
        var goal = ends.Goal(shipping, database);
        var key = (shipping.Metadata.Uid, database);
        var memory = new ShippingMemory
        {
            LastBackedUpAt = shipping.Status?.Databases.FirstOrDefault(known => known.Name == database)?.LastBackedUpTime,
            LastRestoreRunAt = _restoreRuns.TryGetValue(key, out var run) ? run : null,
        };
        List<ShippingAction> done = [];
        var seen = new ShippingObservation();
        var decision = ShippingDecider.Decide(seen, goal, memory, time.GetUtcNow());
        try
        {
            for (var round = 0; round < RestoresPerPass; round++)
            {
                seen = await observer.ObserveAsync(sessions.Source, sessions.Target, sessions.Fenced, goal, cancellationToken);
                decision = ShippingDecider.Decide(seen, goal, memory, time.GetUtcNow());
                if (decision.Actions.Count == 0 || MustBeSaidFirst(key, decision))
                {
                    break;
                }

                foreach (var action in decision.Actions)
                {
                    await ActAsync(shipping, goal, action, sessions, cancellationToken);
                    done.Add(action);
                    memory = action.Kind == ShippingActionKind.BackupLog ? memory with { LastBackedUpAt = action.File!.StartedAt } : memory;
                }
            }

            if (done.Exists(action => action.Kind == ShippingActionKind.RestoreLog))
            {
                _restoreRuns[key] = time.GetUtcNow();
            }

            return new ShippingPass(seen, decision, memory, done, null);
        }
        catch (SqlServerException refused)
        {
            logger.Refused(shipping.Metadata.Name!, decision.Actions.Count > 0 ? decision.Actions[0].Kind.ToString() : "Observe", database, refused.Message);
            return new ShippingPass(seen, decision, memory, done, refused.Message);
        }
    }

    /// <summary>
    /// Why a copy is made anew stands in the status before it is: the making takes long, and afterwards the gap or fork is no longer to be seen (S5).
    /// </summary>
    private bool MustBeSaidFirst((string? Uid, string Database) key, ShippingDecision decision)
    {
        if (!decision.Actions.Any(action => action.Kind is ShippingActionKind.Seed or ShippingActionKind.Reseed or ShippingActionKind.Salvage))
        {
            _said.TryRemove(key, out _);
            return false;
        }

        var before = _said.GetValueOrDefault(key);
        _said[key] = decision.Reason;
        return before != decision.Reason;
    }

    private async Task ActAsync(LogShipping shipping, ShippingGoal goal, ShippingAction action, ShippingSessions sessions, CancellationToken cancellationToken)
    {
        if (action.Kind is ShippingActionKind.Seed or ShippingActionKind.Reseed or ShippingActionKind.Salvage)
        {
            events.Publish(shipping, action.Kind == ShippingActionKind.Seed ? EventType.Normal : EventType.Warning, action.Kind.ToString(),
                action.Kind switch
                {
                    ShippingActionKind.Seed => $"Seeding {goal.Database} on {shipping.Spec.Target.Name} from a full backup.",
                    ShippingActionKind.Reseed =>
                        $"Overwriting the stale copy of {goal.Database} on {shipping.Spec.Target.Name} with a full backup of the source; "
                            + "everything in it is on the share.",
                    _ => $"Saving the tail of the stale copy of {goal.Database} on {shipping.Spec.Target.Name} to the share before it is overwritten.",
                });
        }

        await actor.ActAsync(sessions.Source, sessions.Target, sessions.Fenced, goal, action, cancellationToken);
        logger.Acted(shipping.Metadata.Name!, action.Kind.ToString(), goal.Database, action.File?.FileName);
    }

    private async Task<ISqlSession?> OpenAsync(LogShipping shipping, string? instance, CancellationToken cancellationToken)
    {
        if (ends.Endpoint(shipping, instance) is not { } endpoint)
        {
            return null;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(ConnectWithin);
        try
        {
            return await connector.OpenAsync(endpoint, "master", limit.Token);
        }
        catch (SqlServerException unreachable)
        {
            logger.Unreachable(shipping.Metadata.Name!, instance!, unreachable.Message);
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            logger.Unreachable(shipping.Metadata.Name!, instance!, $"no answer within {ConnectWithin.TotalSeconds:0} s");
            return null;
        }
    }

    private async Task<StatusWrite> WriteAsync(LogShipping shipping, LogShippingStatus status, CancellationToken cancellationToken)
    {
        var write = await statusWriter.WriteAsync(shipping, shipping.Status, status, cancellationToken);
        var (before, after) = (Healthy(shipping.Status), Healthy(status));
        if (write == StatusWrite.Written && after is not null && (before?.Status != after.Status || before.Reason != after.Reason))
        {
            var expected = after.IsTrue || after.Reason is "Suspended" or "Seeding" or "ChainNotStarted" or "NothingRestoredYet" or "SourceUnavailable";
            events.Publish(shipping, expected ? EventType.Normal : EventType.Warning, after.IsTrue ? "LogShippingHealthy" : after.Reason, after.Message);
        }

        return write;
    }

    private static V1Condition? Healthy(LogShippingStatus? status) => status?.Conditions.FirstOrDefault(condition => condition.Type == "LogShippingHealthy");

    private TimeSpan Next(LogShipping shipping, Dictionary<string, ShippingPass> passes)
    {
        if (passes.Values.Any(pass => pass is { Failure: null, Done.Count: 0, Decision.Actions.Count: > 0 }))
        {
            return Soon;
        }

        if (passes.Values.Any(pass => !pass.Decision.Healthy || pass.Failure is not null))
        {
            return TimeSpan.FromSeconds(1);
        }

        var now = time.GetUtcNow();
        var backup = passes.Values
            .Select(pass => pass.Memory.LastBackedUpAt is { } last ? last + shipping.Spec.Schedule.BackupInterval.Value - now : Soon)
            .DefaultIfEmpty(Slowest)
            .Min();
        var restore = shipping.Spec.Schedule.RestoreInterval.Value;
        var next = backup < restore ? backup : restore;
        return next < Soon ? Soon : next > Slowest ? Slowest : next;
    }
}
