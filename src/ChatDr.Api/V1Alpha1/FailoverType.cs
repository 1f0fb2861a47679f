namespace ChatDr.Api.V1Alpha1;

/// <summary>How far the principal role moves.</summary>
public enum FailoverType
{
    /// <summary>To the mirror in the same site.</summary>
    Mirror,

    /// <summary>To the other site.</summary>
    Site,
}
