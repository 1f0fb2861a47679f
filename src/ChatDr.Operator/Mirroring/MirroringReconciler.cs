using System.Collections.Concurrent;
using ChatDr.Api.V1Alpha1;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;
using ChatDr.SqlServer.Mirroring;
using ChatDr.SqlServer.Provisioning;
using Microsoft.Extensions.Logging;

namespace ChatDr.Operator.Mirroring;

/// <summary>Is the cluster manager of one availability group.</summary>
internal sealed class MirroringReconciler(
    IEntityCache<DatabaseMirroring> mirrorings,
    MirroringGoals goals,
    PeerProvisioner peers,
    AvailabilityGroupObserver observer,
    MirroringActor actor,
    PodRoles roles,
    StatusWriter statusWriter,
    IEventPublisher events,
    TimeProvider time,
    ILogger<MirroringReconciler> logger) : IReconciler<DatabaseMirroring>
{
    /// <summary>How often a principal is looked at: what a lost one costs before partnerTimeout starts to count.</summary>
    private static readonly TimeSpan Watch = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AfterAction = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PeersPause = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<NamespacedName, Remembered> _remembered = [];

    /// <inheritdoc/>
    public async Task<ReconcileResult> ReconcileAsync(NamespacedName name, CancellationToken cancellationToken)
    {
        if (mirrorings.Get(name) is not { } cached || cached.Metadata.DeletionTimestamp is not null)
        {
            _remembered.TryRemove(name, out _);
            return ReconcileResult.Done;
        }

        var mirroring = statusWriter.Latest(cached);
        if (Unable(mirroring) is { } unable)
        {
            await WriteAsync(mirroring, MirroringStatus.Waiting(mirroring, unable.Reason, unable.Message, unable.Stalled, time.GetUtcNow()), cancellationToken);
            return ReconcileResult.After(Watch);
        }

        return await RunAsync(name, mirroring, goals.Of(mirroring)!, cancellationToken);
    }

    private async Task<ReconcileResult> RunAsync(NamespacedName name, DatabaseMirroring mirroring, MirroringGoal goal, CancellationToken cancellationToken)
    {
        var remembered = Recall(name, mirroring);
        if (!goal.Suspend)
        {
            remembered = await ExchangeCertificatesAsync(mirroring, goal, remembered, cancellationToken);
        }

        var observation = await observer.ObserveAsync(goal, cancellationToken);
        var decision = AvailabilityGroupDecider.Decide(observation, goal, remembered.Memory, time.GetUtcNow());

        // Stored before anything is sent, so that an operator that dies in between knows what was begun.
        var status = MirroringStatus.Of(mirroring, goal, decision, time.GetUtcNow());
        if (await WriteAsync(mirroring, status, cancellationToken) == StatusWrite.Conflict)
        {
            return ReconcileResult.After(AfterAction);
        }

        _remembered[name] = remembered with { Memory = decision.Memory };
        await roles.ApplyAsync(name.Namespace, PodRoles.Wanted(goal, decision.Report, observation), cancellationToken);
        var succeeded = await ActAsync(name, mirroring, goal, decision, cancellationToken);
        var begun = decision.Memory.Failover is { IsUnderWay: true } && decision.Report.Blocked is null;
        if (succeeded && (decision.Actions.Count > 0 || begun))
        {
            return ReconcileResult.After(AfterAction);
        }

        return ReconcileResult.After(Watch);
    }

    private async Task<bool> ActAsync(
        NamespacedName name, DatabaseMirroring mirroring, MirroringGoal goal, MirroringDecision decision, CancellationToken cancellationToken)
    {
        if (decision.Actions.Count == 0)
        {
            return true;
        }

        var outcomes = await actor.ActAsync(goal, decision.Actions, cancellationToken);
        _remembered.AddOrUpdate(
            name,
            _ => throw new InvalidOperationException($"{name} was forgotten while it ran."),
            (_, before) => before with { Memory = before.Memory with { Outcomes = before.Memory.Outcomes.SetItems(outcomes) } });
        foreach (var action in decision.Actions)
        {
            if (!outcomes.TryGetValue(action.Key, out var outcome))
            {
                break;
            }

            if (!outcome.Succeeded)
            {
                logger.Refused(goal.Group, action.Member, action.Statement.Display, outcome.Message);
            }
            else
            {
                logger.Acted(goal.Group, action.Member, action.Statement.Display, action.Why);
                if (MirroringEvents.Done(goal, action) is var (type, reason, message))
                {
                    events.Publish(mirroring, type, reason, message);
                }
            }
        }

        return outcomes.Values.All(outcome => outcome.Succeeded);
    }

    /// <summary>Why the driver cannot run.</summary>
    private (string Reason, string Message, bool Stalled)? Unable(DatabaseMirroring mirroring)
    {
        foreach (var (name, instance) in goals.Instances(mirroring))
        {
            if (instance is null)
            {
                return (
                    "InstanceMissing",
                    $"SqlServerInstance {name} does not exist in namespace {mirroring.Metadata.Namespace}. Create it, or take it out of spec.",
                    true);
            }

            if (instance.Status?.ServerName is null)
            {
                return ("InstanceStarting", $"SqlServerInstance {name} has not answered yet.", false);
            }

            var wanted = mirroring.Spec.Mirroring.Technology;
            if (wanted == MirroringTechnology.DatabaseMirroring || (wanted == MirroringTechnology.Auto && instance.Status.Platform == "Windows"))
            {
                return (
                    "TechnologyUnsupported",
                    $"Classic database mirroring ({name} runs on {instance.Status.Platform}) is not supported yet. "
                        + "Set spec.mirroring.technology: AvailabilityGroup.",
                    true);
            }
        }

        return null;
    }

    private Remembered Recall(NamespacedName name, DatabaseMirroring mirroring) =>
        _remembered.TryGetValue(name, out var remembered) && remembered.Uid == mirroring.Metadata.Uid
            ? remembered
            : new Remembered(mirroring.Metadata.Uid, MirroringStatus.Memory(mirroring.Status), null, null);

    /// <summary>Certificates change only when an instance is new, so they are looked at when one has started or changed its name.</summary>
    private async Task<Remembered> ExchangeCertificatesAsync(
        DatabaseMirroring mirroring, MirroringGoal goal, Remembered remembered, CancellationToken cancellationToken)
    {
        var instances = goals.Instances(mirroring);
        var key = string.Join(
            ";", instances.Select(entry => $"{entry.Instance?.Metadata.Uid}/{entry.Instance?.Status?.ServerName}/{entry.Instance?.Status?.StartedAt:O}"));
        var ready = instances.All(entry => entry.Instance?.Status?.Conditions.Any(condition => condition is { Type: "Ready", IsTrue: true }) == true);
        if (remembered.PeersKey == key || !ready || (remembered.PeersTriedAt is { } tried && time.GetUtcNow() - tried < PeersPause))
        {
            return remembered;
        }

        var failure = await peers.EnsureAsync(goal.Witness is { } witness ? [.. goal.Partners, witness] : goal.Partners, cancellationToken);
        if (failure is null)
        {
            return remembered with { PeersKey = key, PeersTriedAt = null };
        }

        logger.PeersPending(goal.Group, failure);
        return remembered with { PeersTriedAt = time.GetUtcNow() };
    }

    private async Task<StatusWrite> WriteAsync(DatabaseMirroring mirroring, DatabaseMirroringStatus status, CancellationToken cancellationToken)
    {
        var write = await statusWriter.WriteAsync(mirroring, mirroring.Status, status, cancellationToken);
        if (write == StatusWrite.Written)
        {
            foreach (var (type, reason, message) in MirroringEvents.Changes(mirroring.Status, status))
            {
                events.Publish(mirroring, type, reason, message);
            }
        }

        return write;
    }

    private sealed record Remembered(string? Uid, MirroringMemory Memory, string? PeersKey, DateTimeOffset? PeersTriedAt);
}
