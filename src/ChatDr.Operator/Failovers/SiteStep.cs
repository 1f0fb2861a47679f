namespace ChatDr.Operator.Failovers;

/// <summary>
/// The steps of an order in the sequence in which they begin: the official procedure (docs/persistent-chat.md, "Failover to the other site"), plus what it
/// leaves out.
/// </summary>
internal enum SiteStep
{
    /// <summary>Preconditions.</summary>
    Gates,

    /// <summary>The source's mirroring and the log shipping stop; forced: the source may not serve again.</summary>
    FenceSource,

    /// <summary>No chat server is active anywhere.</summary>
    DeactivateChatServers,

    /// <summary>The source's last log, which leaves the source unable to change.</summary>
    BackupTail,

    /// <summary>Procedure step 1.</summary>
    StopLogShipping,

    /// <summary>Procedure step 2.</summary>
    CopyRemainingLogs,

    /// <summary>Procedure step 3.</summary>
    ApplyRemainingLogs,

    /// <summary>Procedure step 4: the point of no return.</summary>
    RecoverDatabase,

    /// <summary>Procedure step 5.</summary>
    SetPoolState,

    /// <summary>Procedure step 6.</summary>
    EstablishMirroring,

    /// <summary>Procedure step 7.</summary>
    ActivateChatServers,

    /// <summary>A write at the target; it stops the clock.</summary>
    VerifyWrite,

    /// <summary>Log shipping in the other direction.</summary>
    Reprotect,

    /// <summary>Type Mirror: the partners change roles.</summary>
    MirrorFailover,

    /// <summary>A planned order gives up: the source serves again.</summary>
    ReturnToSource,
}
