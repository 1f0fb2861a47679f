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

    /// <summary>CONTINUE_AFTER_ERROR: a damaged database is backed up as far as it can be.</summary>
    public bool ContinueAfterError { get; init; }

    /// <summary>BACKUP LOG on a secondary: what log it is to take, as agreed with the primary; null elsewhere.</summary>
    public LogRange? Agreed { get; init; }

    /// <summary>INIT or FORMAT: what the file held is given up.</summary>
    public bool Overwrite { get; init; }

    /// <summary>FORMAT: a new media set is written; what the file is now does not matter.</summary>
    public bool Format { get; init; }

    /// <summary>SKIP: neither the expiration of sets nor the media's name is checked.</summary>
    public bool Skip { get; init; }

    /// <summary>MEDIANAME.</summary>
    public string? MediaName { get; init; }

    /// <summary>MEDIADESCRIPTION.</summary>
    public string? MediaDescription { get; init; }

    /// <summary>EXPIREDATE, or RETAINDAYS from now.</summary>
    public DateTime? Expires { get; init; }

    /// <summary>BLOCKSIZE as physical_block_size shows it; null for the device's own.</summary>
    public int? BlockSize { get; init; }

    /// <summary>NAME.</summary>
    public string? Name { get; init; }

    /// <summary>DESCRIPTION.</summary>
    public string? Description { get; init; }

    /// <summary>The login that asks.</summary>
    public string UserName { get; init; } = "sa";
}
