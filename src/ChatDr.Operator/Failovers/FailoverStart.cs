using ChatDr.Api.V1Alpha1;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;

namespace ChatDr.Operator.Failovers;

/// <summary>What an order's status says before it runs, and the conditions it always carries.</summary>
internal static class FailoverStart
{
    /// <summary>The status of an order that has not begun: gates, approval, dry run, its turn.</summary>
    public static PoolFailoverStatus Next(PoolFailover order, PoolFailoverStatus status, FailoverSnapshot seen, DateTimeOffset now)
    {
        if (order.Metadata.Annotations?.GetValueOrDefault(OrderMarks.EndedAnnotation) is { } ended)
        {
            return status with { Phase = ended, Message = "The order ended before its status was lost. It is not carried out again." };
        }

        if (OrderMarks.HasBegun(order))
        {
            return FailoverResume.Next(order, status, seen, now);
        }

        if (!order.Spec.DryRun && seen.Pool is not null && seen.Pool.Status?.Failover != order.Metadata.Name)
        {
            var other = seen.Pool.Status?.Failover;
            return status with
            {
                Phase = FailoverPhase.Pending,
                Message = other is null ? "Waits for the pool to accept it." : $"Waits for PoolFailover {other}: one at a time.",
            };
        }

        var gates = FailoverGates.Evaluate(order.Spec, seen);
        status = status with { Gates = gates };
        var closed = gates.Where(gate => !gate.Passed).ToList();
        if (closed.Count > 0)
        {
            return status with
            {
                Phase = FailoverPhase.Refused,
                CurrentStep = nameof(SiteStep.Gates),
                CompletedAt = now,
                Message = string.Join(" ", closed.Select(gate => $"{gate.Name}: saw {gate.Saw}; wants {gate.Wants}.")),
            };
        }

        if (order.Spec.DryRun)
        {
            return status with { Phase = FailoverPhase.DryRunPassed, CompletedAt = now, Message = "All gates passed. Nothing was changed." };
        }

        if (order.Spec.Approval.Required && !order.Spec.Approved)
        {
            return status with { Phase = FailoverPhase.WaitingForApproval, Message = "All gates passed. Set spec.approved to true to go on." };
        }

        return status with
        {
            Phase = FailoverPhase.Running,
            Message = "All gates passed. The steps are in status.steps.",
            StartedAt = now,
            SourceSite = seen.Pool!.Status!.ActiveSite,
            SourceInstance = seen.Source?.Status?.Principal
                ?? seen.Pool.Status.Sites.FirstOrDefault(site => site.Name == seen.Pool.Status.ActiveSite)?.Primary
                ?? seen.Source?.Spec.Partners[0].Name,
            TargetInstance = order.Spec.Type == FailoverType.Mirror ? order.Spec.Target : seen.Shipping!.Spec.Target.Name,
            SourceLostSince = seen.Source?.Status?.PrincipalLostSince,
            Steps = [.. FailoverSteps.Of(order.Spec.Type).Select(step => new FailoverStep { Name = step.ToString(), State = FailoverStepState.Pending })],
        };
    }

    /// <summary>The status with conditions that fit its phase.</summary>
    public static PoolFailoverStatus WithConditions(PoolFailover order, PoolFailoverStatus status, DateTimeOffset now)
    {
        var message = status.Message ?? status.Phase ?? "Not looked at yet.";
        var reason = status.Phase ?? FailoverPhase.Pending;
        var conditions = new ConditionSet(status.Conditions, order.Metadata.Generation, now);
        if (status.Phase is FailoverPhase.Succeeded or FailoverPhase.DryRunPassed)
        {
            conditions.True("Ready", reason, message).Remove("Reconciling").Remove("Stalled");
        }
        else if (FailoverPhase.IsFinal(status.Phase))
        {
            conditions.False("Ready", reason, message).True("Stalled", reason, message).Remove("Reconciling");
        }
        else
        {
            conditions.False("Ready", reason, message).True("Reconciling", reason, message).Remove("Stalled");
        }

        var given = OrderMarks.AsGiven(order).Spec;
        if (given.Mode == FailoverMode.Forced)
        {
            conditions.Set(
                "DataLossAcknowledged",
                given.AcknowledgeDataLoss,
                given.AcknowledgeDataLoss ? "Acknowledged" : "NotAcknowledged",
                "Mode Forced may lose what was not shipped yet.");
        }

        var changed = OrderMarks.Changed(order);
        if (changed.Count > 0)
        {
            conditions.True(
                "SpecIgnored",
                "OrderGivenOnce",
                $"Changed since the order was given, and ignored: {string.Join(", ", changed)}. Create another PoolFailover instead.");
        }
        else
        {
            conditions.Remove("SpecIgnored");
        }

        return status with { ObservedGeneration = order.Metadata.Generation, Conditions = conditions.ToList() };
    }
}
