namespace ChatDr.Api.V1Alpha1;

/// <summary>The pool's state in the original product's words.</summary>
public enum PoolState
{
    /// <summary>The home site's databases serve.</summary>
    Normal,

    /// <summary>The other site's databases serve.</summary>
    FailedOver,
}
