namespace ChatDr.Api.V1Alpha1;

/// <summary>Where chat servers are active, by the two layouts of the original product.</summary>
public enum PoolLayout
{
    /// <summary>At most four at the site of the principal, none at the other.</summary>
    LowBandwidth,

    /// <summary>At most two at each site.</summary>
    HighBandwidth,
}
