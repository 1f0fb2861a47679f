using ChatDr.Api.V1Alpha1;
using ChatDr.Operator.Failovers;

namespace ChatDr.Operator.Pools;

/// <summary>
/// The site that a forced failover left behind. It may not serve until its copy is overwritten with the new line of history (S1), and its copy is
/// overwritten only once every partner was met and none is principal.
/// </summary>
/// <param name="Site">The fenced site; null when none is.</param>
/// <param name="Enforced">Whether every partner was met, none is principal, and the application's login is disabled on each.</param>
internal sealed record SiteFence(string? Site, bool Enforced)
{
    /// <summary>No site is fenced.</summary>
    public static SiteFence None { get; } = new(null, false);

    /// <summary>Decides from the status, from the order under way, and, if status was lost, from the last order that moved the pool.</summary>
    public static SiteFence Compute(PoolObservation seen, PoolIntent intent)
    {
        var site = intent.FenceSite ?? Remembered(seen);
        if (site is null || (intent.FenceSite is null && (site == intent.Active.Name || IsReseeded(seen, intent, site))))
        {
            return None;
        }

        return new SiteFence(site, IsEnforced(seen, site));
    }

    private static string? Remembered(PoolObservation seen)
    {
        if (seen.Pool.Status?.ActiveSite is not null)
        {
            return seen.Pool.Status.Sites.FirstOrDefault(site => site.Fenced)?.Name;
        }

        return ActiveSite.LastMove(seen.Orders) is { Spec.Mode: FailoverMode.Forced } forced ? forced.Status!.SourceSite : null;
    }

    private static bool IsEnforced(PoolObservation seen, string siteName)
    {
        var site = SiteRef.Of(seen.Pool).First(candidate => candidate.Name == siteName);
        var names = new PoolNames(seen.Pool.Metadata.Name!);
        return seen.Mirroring(names.Mirroring(site.Index)) is { Spec.Fence: true } mirroring
            && Observed.Says(mirroring, "Fenced")
            && names.Partners(site.Index, site.Site.Sql).All(name =>
                seen.Instance(name) is { Spec.ApplicationLogin.Disabled: true, Status.ApplicationLoginDisabled: true } instance
                && instance.Status.ObservedGeneration >= instance.Metadata.Generation);
    }

    private static bool IsReseeded(PoolObservation seen, PoolIntent intent, string site)
    {
        var names = new PoolNames(seen.Pool.Metadata.Name!);
        var index = SiteRef.Of(seen.Pool).First(candidate => candidate.Name == site).Index;
        if (!IsEnforced(seen, site)
            || seen.Shipping is not { Spec.Suspend: false } shipping
            || shipping.Spec.Source.Name != names.Mirroring(intent.Active.Index)
            || !names.Partners(index, intent.Standby.Site.Sql).Contains(shipping.Spec.Target.Name)
            || !Observed.Says(shipping, "LogShippingHealthy"))
        {
            return false;
        }

        var servingSince = ActiveSite.LastMove(seen.Orders)?.Status?.ServingAt;
        return shipping.Status!.Databases.Any(database => database.LastRestoredTime is { } restored && (servingSince is null || restored > servingSince));
    }
}
