using ChatDr.Api.V1Alpha1;

namespace ChatDr.Operator.Pools;

/// <summary>A snapshot seen from the pool's present roles.</summary>
/// <param name="Seen">The snapshot.</param>
/// <param name="Intent">What the order under way asks for.</param>
/// <param name="Sites">The sites as observed.</param>
/// <param name="ActiveSite">The site whose databases serve; null until the pool is built.</param>
internal sealed record PoolView(PoolObservation Seen, PoolIntent Intent, IReadOnlyList<PoolSiteStatus> Sites, string? ActiveSite)
{
    /// <summary>The pool.</summary>
    public StretchedChatPool Pool => Seen.Pool;

    /// <summary>The mirroring at the active site.</summary>
    public DatabaseMirroring? ActiveMirroring => Seen.Mirroring(Names.Mirroring(Intent.Active.Index));

    /// <summary>The mirroring at the home site, where the Compliance database stays.</summary>
    public DatabaseMirroring? HomeMirroring => Seen.Mirroring(Names.Mirroring(SiteRef.Of(Pool).First(site => site.Name == Pool.Spec.HomeSite).Index));

    /// <summary>The log shipping, if it has the direction that it shall have.</summary>
    public LogShipping? Shipping => Seen.Shipping?.Spec.Source.Name == Names.Mirroring(Intent.Active.Index) ? Seen.Shipping : null;

    /// <summary>The chat database as shipped.</summary>
    public ShippedDatabaseStatus? Shipped => Shipping?.Status?.Databases.FirstOrDefault(database => database.Name == Seen.ChatDatabase);

    /// <summary>The chat servers that the layout wants to be active.</summary>
    public int WantedChatServers => SiteRef.Of(Pool).Sum(site => ChatChildren.Active(Pool, Intent, site).Count);

    private PoolNames Names => new(Pool.Metadata.Name!);

    /// <summary>The site of that name.</summary>
    public PoolSiteStatus Site(string name) => Sites.First(site => site.Name == name);
}
