using ChatDr.Api.V1Alpha1;
using ChatDr.Operator.Failovers;

namespace ChatDr.Operator.Pools;

/// <summary>Which site's databases serve, when no order says that they move right now.</summary>
internal static class ActiveSite
{
    /// <summary>
    /// The site that served before <paramref name="running"/> moves it. Status knows; a lost status is rebuilt from the orders that were carried out,
    /// then from where the log shipping comes from, then from the spec.
    /// </summary>
    public static string Before(PoolObservation seen, PoolFailover? running)
    {
        var sites = SiteRef.Of(seen.Pool);
        var names = new PoolNames(seen.Pool.Metadata.Name!);
        string? Known(string? site) => sites.Any(candidate => candidate.Name == site) ? site : null;

        return Known(seen.Pool.Status?.ActiveSite)
            ?? Known(running?.Status is { Phase: FailoverPhase.Running } ? running.Status.SourceSite : null)
            ?? Known(LastMove(seen.Orders)?.Spec.Target)
            ?? sites.FirstOrDefault(site => names.Mirroring(site.Index) == seen.Shipping?.Spec.Source.Name)?.Name
            ?? seen.Pool.Spec.HomeSite;
    }

    /// <summary>The newest order that moved the pool to another site.</summary>
    public static PoolFailover? LastMove(IEnumerable<PoolFailover> orders) => orders
        .Where(order => order.Spec.Type == FailoverType.Site && order.Status is { Phase: FailoverPhase.Succeeded, CompletedAt: not null })
        .MaxBy(order => order.Status!.CompletedAt);
}
