using ChatDr.Api.Schema;

namespace ChatDr.Api.V1Alpha1;

/// <summary>How databases are mirrored inside a site.</summary>
public sealed record MirroringOptions
{
    /// <summary>Which of SQL Server's mechanisms mirrors. Auto looks at the instances' platform.</summary>
    public MirroringTechnology Technology { get; init; } = MirroringTechnology.Auto;

    /// <summary>How long the principal may be silent before it counts as lost. SQL Server's default is 10s; below 5s counts as 5s.</summary>
    public Duration PartnerTimeout { get; init; } = Duration.FromSeconds(10);

    /// <summary>Whether the mirror takes over by itself when the witness agrees that the principal is lost.</summary>
    public bool AutomaticFailover { get; init; } = true;
}
