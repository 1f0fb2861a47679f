namespace ChatDr.SqlServer.Mirroring;

/// <summary>What the driver can do.</summary>
public enum MirroringActionKind
{
    /// <summary>Create the availability group.</summary>
    CreateGroup,

    /// <summary>Name a replica in the group.</summary>
    AddReplica,

    /// <summary>Join the group.</summary>
    JoinGroup,

    /// <summary>Let the group create databases.</summary>
    GrantCreate,

    /// <summary>Follow the principal.</summary>
    SetRoleSecondary,

    /// <summary>Stop being principal, or let go of a principal that is gone.</summary>
    TakeOffline,

    /// <summary>Become principal, if nothing is lost by it.</summary>
    FailOver,

    /// <summary>Stop the mirroring endpoint.</summary>
    StopEndpoint,

    /// <summary>Start the mirroring endpoint.</summary>
    StartEndpoint,

    /// <summary>Create a database.</summary>
    CreateDatabase,

    /// <summary>Switch a database to recovery model FULL.</summary>
    SetRecoveryFull,

    /// <summary>Take the full backup that a database needs before it can be mirrored.</summary>
    BackUpDatabase,

    /// <summary>Take a database into the group.</summary>
    AddDatabase,

    /// <summary>Take a database out of the group.</summary>
    RemoveDatabase,

    /// <summary>Join a copy that is already there.</summary>
    JoinDatabase,

    /// <summary>Drop a copy that is proven stale.</summary>
    DropStaleCopy,

    /// <summary>Let data movement go on.</summary>
    ResumeDatabase,

    /// <summary>Make the application own the database's schema.</summary>
    EnsureOwner,
}
