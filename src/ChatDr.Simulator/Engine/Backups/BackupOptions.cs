namespace ChatDr.Simulator.Engine.Backups;

/// <summary>The options of BACKUP.</summary>
internal sealed record BackupOptions
{
    /// <summary>COPY_ONLY.</summary>
    public bool CopyOnly { get; init; }

    /// <summary>NORECOVERY: a tail; the database is then RESTORING.</summary>
    public bool NoRecovery { get; init; }

    /// <summary>NO_TRUNCATE: copy-only, and allowed on a damaged database.</summary>
    public bool NoTruncate { get; init; }

    /// <summary>CHECKSUM.</summary>
    public bool Checksum { get; init; }

    /// <summary>COMPRESSION.</summary>
    public bool Compression { get; init; }

    /// <summary>INIT or FORMAT: what the file held is given up.</summary>
    public bool Overwrite { get; init; }

    /// <summary>NAME.</summary>
    public string? Name { get; init; }

    /// <summary>DESCRIPTION.</summary>
    public string? Description { get; init; }

    /// <summary>The login that asks.</summary>
    public string UserName { get; init; } = "sa";
}
