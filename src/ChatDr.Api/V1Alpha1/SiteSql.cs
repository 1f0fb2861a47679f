namespace ChatDr.Api.V1Alpha1;

/// <summary>Which SQL Server instances a site has.</summary>
public sealed record SiteSql
{
    /// <summary>Whether a second instance mirrors the databases while they serve from this site.</summary>
    public bool Mirror { get; init; } = true;

    /// <summary>Whether a witness stands here. Without one a lost principal is reported and never failed over automatically.</summary>
    public bool Witness { get; init; }
}
