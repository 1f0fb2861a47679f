namespace ChatDr.SqlServer.Mirroring;

/// <summary>The role of a replica; the numbers are those of <c>sys.dm_hadr_availability_replica_states.role</c>.</summary>
public enum GroupRole
{
    /// <summary>Serves nothing and follows nobody.</summary>
    Resolving = 0,

    /// <summary>Serves the databases.</summary>
    Primary = 1,

    /// <summary>Follows a primary.</summary>
    Secondary = 2,
}
