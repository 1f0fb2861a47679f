namespace ChatDr.Simulator.Engine.Backups;

/// <summary>What is wrong with a backup file.</summary>
internal enum BackupFault
{
    /// <summary>It holds nothing.</summary>
    Empty,

    /// <summary>It is no backup file, or its media header is damaged.</summary>
    NotABackup,

    /// <summary>Its format is of another version.</summary>
    OtherVersion,

    /// <summary>The header of a backup set is damaged.</summary>
    BadSet,

    /// <summary>The backup was cut off while it was written.</summary>
    Incomplete,

    /// <summary>It ends before the backup set does.</summary>
    Truncated,

    /// <summary>Its content is not what was written.</summary>
    Damaged,
}
