using ChatDr.Api.V1Alpha1;
using ChatDr.Operator.Failovers;

namespace ChatDr.Operator.Pools;

/// <summary>
/// Chooses the one order that may act on a pool. The pool's status names it, and an order begins only when it is named there, so two never act at once.
/// </summary>
internal static class AcceptedOrder
{
    /// <summary>The order that is under way, or the one to begin; null when there is none.</summary>
    public static PoolFailover? Choose(StretchedChatPool pool, IReadOnlyList<PoolFailover> orders)
    {
        var open = orders
            .Where(order => !order.Spec.DryRun && !FailoverPhase.IsFinal(order.Status?.Phase))
            .OrderBy(order => order.Metadata.CreationTimestamp ?? DateTimeOffset.MaxValue)
            .ThenBy(order => order.Metadata.Name, StringComparer.Ordinal)
            .ToList();
        var current = open.FirstOrDefault(order => order.Metadata.Name == pool.Status?.Failover)
            ?? open.FirstOrDefault(OrderMarks.HasBegun)
            ?? open.FirstOrDefault();
        return current is not null && GivesWay(current)
            ? open.FirstOrDefault(order => order != current && MayLoseData(order)) ?? current
            : current;
    }

    /// <summary>
    /// An order that has given up but cannot reach the source to bring it back would block the pool for ever: an order that accepts loss takes over.
    /// An order that waits for approval holds nothing and gives way too.
    /// </summary>
    private static bool GivesWay(PoolFailover order) =>
        order.Status.HasBegun(SiteStep.ReturnToSource)
        || (!OrderMarks.HasBegun(order) && order.Spec.Mode == FailoverMode.Planned
            && order.Status?.Phase is null or FailoverPhase.Pending or FailoverPhase.WaitingForApproval);

    private static bool MayLoseData(PoolFailover order) => order.Spec is { Mode: FailoverMode.Forced, AcknowledgeDataLoss: true, Type: FailoverType.Site };
}
