using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;
using ChatDr.Operator.Failovers;

namespace ChatDr.Operator.Pools;

/// <summary>The conditions of a pool.</summary>
internal static class PoolConditions
{
    /// <summary>Derives them.</summary>
    public static IReadOnlyList<V1Condition> Compute(PoolView view, SiteFence fence, DateTimeOffset now)
    {
        var conditions = new ConditionSet(view.Pool.Status?.Conditions ?? [], view.Pool.Metadata.Generation, now);
        Mirrored(conditions, view);
        Witness(conditions, view);
        Shipping(conditions, view, fence);
        Sites(conditions, view);
        ChatServers(conditions, view);
        Fenced(conditions, fence);
        Summary(conditions, view);
        return conditions.ToList();
    }

    private static void Mirrored(ConditionSet conditions, PoolView view)
    {
        if (!view.Intent.Active.Site.Sql.Mirror)
        {
            conditions.False(
                "Mirrored", "NoMirror", $"Site {view.Intent.Active.Name} has no mirror: set sites[].sql.mirror to true to survive the loss of its principal.");
            return;
        }

        Copy(conditions, "Mirrored", view.ActiveMirroring?.Status?.Conditions, "the mirroring has not said so yet");
    }

    private static void Witness(ConditionSet conditions, PoolView view)
    {
        if (!view.Intent.Active.Site.Sql.Witness)
        {
            conditions.Remove("WitnessConnected");
            return;
        }

        Copy(conditions, "WitnessConnected", view.ActiveMirroring?.Status?.Conditions, "the mirroring has not said so yet");
    }

    private static void Shipping(ConditionSet conditions, PoolView view, SiteFence fence)
    {
        var shipping = view.Shipping?.Status?.Conditions;
        if (fence.Site == view.Intent.Standby.Name && (!fence.Enforced || shipping.Find("LogShippingHealthy") is { IsTrue: true }))
        {
            var (away, next) = fence.Enforced ? ("is seeded anew", "the fence is lifted next")
                : view.Site(view.Intent.Standby.Name).Available ? ("is back and being fenced", "it is seeded anew once each of its partners was met")
                : ("is away", "it is fenced and seeded anew once each of its partners was met");
            conditions.False("LogShippingHealthy", "TargetSiteFenced", $"Site {view.Intent.Standby.Name} {away}; {next}.");
            return;
        }

        Copy(conditions, "LogShippingHealthy", shipping, "the log shipping has not said so yet");
    }

    private static void Sites(ConditionSet conditions, PoolView view)
    {
        var lost = view.Sites.Where(site => !site.Available).Select(site => site.Name).ToList();
        if (lost.Count == 0)
        {
            conditions.True("SiteAvailable", "BothAnswer", "A SQL Server partner answers in each site.");
            return;
        }

        if (view.ActiveSite is null)
        {
            conditions.False("SiteAvailable", "Starting", $"No SQL Server partner answers yet in {string.Join(" and ", lost)}.");
            return;
        }

        var serving = lost.Contains(view.Intent.Active.Name);
        var loss = view.Shipped is { EstimatedDataLoss: { } estimate } ? $" A failover would lose up to {estimate}." : "";
        conditions.False(
            "SiteAvailable",
            "SiteLost",
            $"No SQL Server partner answers in {string.Join(" and ", lost)}."
                + (serving
                    ? $"{loss} To serve from {view.Intent.Standby.Name}, create a PoolFailover with mode: Forced, target: {view.Intent.Standby.Name}."
                    : ""));
    }

    private static void ChatServers(ConditionSet conditions, PoolView view)
    {
        var ready = view.Sites.Sum(site => site.ActiveChatServers);
        var wanted = view.WantedChatServers;
        if (wanted == 0)
        {
            conditions.False("ChatServersActive", "NoneWanted", view.ActiveSite is null
                ? "The databases do not serve yet."
                : "The data is between sites, or no site may have active chat servers.");
            return;
        }

        conditions.Set(
            "ChatServersActive",
            ready >= wanted,
            ready >= wanted ? "AllReady" : "NotReady",
            $"{ready} of {wanted} chat servers that shall be active are ready.");
    }

    private static void Fenced(ConditionSet conditions, SiteFence fence)
    {
        if (fence.Site is null)
        {
            conditions.False("Fenced", "NoSiteFenced", "No site is barred from serving.");
            return;
        }

        conditions.True("Fenced", fence.Enforced ? "Enforced" : "Pending", fence.Enforced
            ? $"Site {fence.Site} serves nothing; its copy is being replaced."
            : $"Site {fence.Site} may not serve; enforced at the first contact with each of its instances.");
    }

    private static void Summary(ConditionSet conditions, PoolView view)
    {
        var list = conditions.ToList();
        string[] needed = view.Intent.Active.Site.Sql.Mirror
            ? ["Mirrored", "LogShippingHealthy", "SiteAvailable", "ChatServersActive"]
            : ["LogShippingHealthy", "SiteAvailable", "ChatServersActive"];
        var missing = needed.Select(type => list.Find(type)!).Where(condition => !condition.IsTrue).ToList();
        var running = view.Intent.Order is { Status.Phase: FailoverPhase.Running } order ? order : null;
        var message = string.Join(" ", missing.Select(condition => $"{condition.Type}: {condition.Message}"));
        if (view.ActiveSite is not null && missing.Count == 0 && running is null)
        {
            conditions
                .True("Ready", "Protected", $"Site {view.ActiveSite} serves, mirrored and shipped to {view.Intent.Standby.Name}.")
                .Remove("Reconciling")
                .Remove("Stalled");
            return;
        }

        var reason = running is not null ? "FailoverRunning" : view.ActiveSite is null ? "Creating" : missing.FirstOrDefault()?.Reason ?? "Creating";
        var text = running is not null ? $"PoolFailover {running.Metadata.Name} is under way. {message}" : message;
        conditions.False("Ready", reason, text.Trim().Length == 0 ? "The databases do not serve yet." : text.Trim());
        if (running is null && view.ActiveSite is not null && !view.Site(view.ActiveSite).Available)
        {
            conditions.True("Stalled", "WaitsForFailover", list.Find("SiteAvailable")!.Message).Remove("Reconciling");
            return;
        }

        conditions.True("Reconciling", reason, text.Trim().Length == 0 ? "The databases do not serve yet." : text.Trim()).Remove("Stalled");
    }

    private static void Copy(ConditionSet conditions, string type, IReadOnlyList<V1Condition>? source, string absent)
    {
        if (source.Find(type) is not { } condition)
        {
            conditions.Unknown(type, "NotReported", $"Not known: {absent}.");
            return;
        }

        switch (condition.Status)
        {
            case "True":
                conditions.True(type, condition.Reason, condition.Message);
                break;
            case "False":
                conditions.False(type, condition.Reason, condition.Message);
                break;
            default:
                conditions.Unknown(type, condition.Reason, condition.Message);
                break;
        }
    }
}
