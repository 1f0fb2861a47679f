namespace ChatDr.SqlServer.Statements;

/// <summary>Options of BACKUP. Every backup is written over the file (INIT) and with checksums.</summary>
public sealed record BackupOptions
{
    /// <summary>COPY_ONLY: the backup leaves the log chain and the differential base alone. For database backups.</summary>
    public bool CopyOnly { get; init; }

    /// <summary>COMPRESSION or NO_COMPRESSION; null: the server's default.</summary>
    public bool? Compression { get; init; }

    /// <summary>NORECOVERY: takes the tail and leaves the database RESTORING. For log backups; needs exclusive access (docs/sql-server-facts.md C8).</summary>
    public bool NoRecovery { get; init; }
}
