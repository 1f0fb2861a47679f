namespace ChatDr.Simulator.Engine.Availability;

/// <summary>sys.availability_groups.automated_backup_preference; advice to backup jobs, never enforced (docs/sql-server-facts.md C7).</summary>
internal enum BackupPreference : byte
{
    /// <summary>PRIMARY.</summary>
    Primary = 0,

    /// <summary>SECONDARY_ONLY.</summary>
    SecondaryOnly = 1,

    /// <summary>SECONDARY: the default.</summary>
    Secondary = 2,

    /// <summary>NONE: any replica.</summary>
    None = 3,
}
