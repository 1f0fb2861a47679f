using ChatDr.Api.V1Alpha1;

namespace ChatDr.Operator.Pools;

/// <summary>A site with its position, from which names are made.</summary>
/// <param name="Index">1 or 2.</param>
/// <param name="Site">As the spec has it.</param>
internal sealed record SiteRef(int Index, PoolSite Site)
{
    /// <summary>The site's name.</summary>
    public string Name => Site.Name;

    /// <summary>The sites of <paramref name="pool"/>.</summary>
    public static IReadOnlyList<SiteRef> Of(StretchedChatPool pool) => [.. pool.Spec.Sites.Select((site, index) => new SiteRef(index + 1, site))];
}
