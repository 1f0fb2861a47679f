namespace ChatDr.Api.V1Alpha1;

/// <summary>SQL Server's mechanisms that keep a synchronous second copy.</summary>
public enum MirroringTechnology
{
    /// <summary>AvailabilityGroup on Linux, DatabaseMirroring on Windows.</summary>
    Auto,

    /// <summary>An availability group of CLUSTER_TYPE = EXTERNAL whose cluster manager is the operator.</summary>
    AvailabilityGroup,

    /// <summary>Classic database mirroring. It does not exist in SQL Server on Linux.</summary>
    DatabaseMirroring,
}
