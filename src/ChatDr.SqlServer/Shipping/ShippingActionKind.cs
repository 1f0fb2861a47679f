namespace ChatDr.SqlServer.Shipping;

/// <summary>What shipping can do.</summary>
public enum ShippingActionKind
{
    /// <summary>A full backup that starts the source's log chain.</summary>
    StartChain,

    /// <summary>A log backup at the source.</summary>
    BackupLog,

    /// <summary>A copy-only full backup at the source, restored without recovery on the target, which has no copy.</summary>
    Seed,

    /// <summary>The same over a copy that is proven stale (S3).</summary>
    Reseed,

    /// <summary>Restores the next log backup.</summary>
    RestoreLog,

    /// <summary>Takes the stale copy out of its fenced group and saves its tail to the share.</summary>
    Salvage,

    /// <summary>Gives the fenced group's primary role up again after a salvage.</summary>
    Demote,
}
