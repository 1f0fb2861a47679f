using ChatDr.Api.V1Alpha1;
using ChatDr.Kubernetes.Runtime;

namespace ChatDr.Operator.Pools;

/// <summary>The events between two statuses of a pool.</summary>
internal static class PoolTransitions
{
    private static readonly string[] Watched = ["Ready", "Mirrored", "WitnessConnected", "LogShippingHealthy", "SiteAvailable"];

    /// <summary>What happened between <paramref name="before"/> and <paramref name="after"/>.</summary>
    public static IReadOnlyList<PoolEvent> Between(StretchedChatPoolStatus? before, StretchedChatPoolStatus after) =>
        [.. Invalid(before, after), .. Moves(before, after), .. Flips(before, after), .. Fences(before, after)];

    private static IEnumerable<PoolEvent> Invalid(StretchedChatPoolStatus? before, StretchedChatPoolStatus after)
    {
        var ready = after.Conditions.Find("Ready");
        var old = before?.Conditions.Find("Ready");
        if (ready is { Reason: PoolStatus.InvalidSpec } && (old?.Reason != PoolStatus.InvalidSpec || old.Message != ready.Message))
        {
            yield return new(EventType.Warning, PoolStatus.InvalidSpec, ready.Message);
        }
    }

    private static IEnumerable<PoolEvent> Moves(StretchedChatPoolStatus? before, StretchedChatPoolStatus after)
    {
        if (before?.ActiveSite is { } old && after.ActiveSite is { } now && old != now)
        {
            yield return new(
                EventType.Normal,
                after.PoolState == PoolState.Normal ? "PoolFailedBack" : "PoolFailedOver",
                $"The databases of site {now} serve now; before, {old}'s did.");
        }

        if (after.Failover is { } order && before?.Failover != order)
        {
            yield return new(EventType.Normal, "FailoverAccepted", $"PoolFailover {order} is under way.");
        }
    }

    private static IEnumerable<PoolEvent> Flips(StretchedChatPoolStatus? before, StretchedChatPoolStatus after) =>
        from type in Watched
        let now = after.Conditions.Find(type)
        let old = before?.Conditions.Find(type)
        where now is not null && old is not null && old.Status != now.Status && now.Status != "Unknown" && now.Reason != PoolStatus.InvalidSpec
        select new PoolEvent(now.IsTrue ? EventType.Normal : EventType.Warning, now.IsTrue ? type : $"Not{type}", now.Message);

    private static IEnumerable<PoolEvent> Fences(StretchedChatPoolStatus? before, StretchedChatPoolStatus after) =>
        from site in after.Sites
        let old = before?.Sites.FirstOrDefault(candidate => candidate.Name == site.Name)
        where old is not null && old.Fenced != site.Fenced
        select site.Fenced
            ? new PoolEvent(EventType.Warning, "SiteFenced", $"Site {site.Name} may not serve until its databases are seeded anew.")
            : new PoolEvent(EventType.Normal, "SiteReprotected", $"Site {site.Name} is the shipping target again; its fence is lifted.");
}
