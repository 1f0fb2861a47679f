using ChatDr.Api.V1Alpha1;
using ChatDr.Kubernetes.Models;
using ChatDr.Operator.Failovers;

namespace ChatDr.Operator.Pools;

/// <summary>What a pool's children shall be, and what its status says: decided from one snapshot, without looking at anything else.</summary>
/// <param name="Children">The objects to apply; empty when the spec cannot work, so that what exists stays as it is.</param>
/// <param name="Status">The pool's status.</param>
/// <param name="Events">What changed since the status before.</param>
internal sealed record PoolPlan(IReadOnlyList<IKubernetesObject> Children, StretchedChatPoolStatus Status, IReadOnlyList<PoolEvent> Events)
{
    /// <summary>Decides.</summary>
    public static PoolPlan Compute(PoolObservation seen, DateTimeOffset now)
    {
        var findings = PoolValidator.Validate(seen.Pool, seen.References);
        if (findings.Count > 0)
        {
            var refused = PoolStatus.Invalid(seen.Pool, findings, now);
            return new PoolPlan([], refused, PoolTransitions.Between(seen.Pool.Status, refused));
        }

        var order = AcceptedOrder.Choose(seen.Pool, seen.Orders);
        if (order is not null && OrderMarks.HasLostStatus(order))
        {
            // How far it came is not known, so nothing is taken back and nothing is begun: fence, suspension and chat servers stay as they are.
            return new PoolPlan([], (seen.Pool.Status ?? new StretchedChatPoolStatus()) with { Failover = order.Metadata.Name }, []);
        }

        var intent = PoolIntent.Of(seen.Pool, ActiveSite.Before(seen, order), order);
        var fence = SiteFence.Compute(seen, intent);
        var children = PoolChildren.Compute(seen, intent, fence);
        var status = PoolStatus.Compute(seen, intent, fence, now);
        return new PoolPlan(children, status, PoolTransitions.Between(seen.Pool.Status, status));
    }
}
