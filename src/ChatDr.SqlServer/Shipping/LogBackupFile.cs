namespace ChatDr.SqlServer.Shipping;

/// <summary>A log backup with what its header says (RESTORE HEADERONLY).</summary>
public sealed record LogBackupFile
{
    /// <summary>The file's name.</summary>
    public required LogBackupName Name { get; init; }

    /// <summary>The LSN of the first record.</summary>
    public required decimal FirstLsn { get; init; }

    /// <summary>The LSN after the last record: where the next file begins.</summary>
    public required decimal LastLsn { get; init; }

    /// <summary>The recovery fork at the end of the file.</summary>
    public required Guid Fork { get; init; }

    /// <summary>The recovery fork at its beginning.</summary>
    public required Guid FirstFork { get; init; }

    /// <summary>Where the fork lies, when the two differ.</summary>
    public decimal? ForkPoint { get; init; }

    /// <summary>Whether a copy that stands at <paramref name="redo"/> on <paramref name="fork"/> takes this file next (docs/sql-server-facts.md C4).</summary>
    public bool Continues(decimal redo, Guid fork) =>
        FirstLsn <= redo && redo < LastLsn && (Fork == fork || (FirstFork == fork && (ForkPoint is null || redo <= ForkPoint)));
}
