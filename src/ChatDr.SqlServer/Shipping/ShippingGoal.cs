namespace ChatDr.SqlServer.Shipping;

/// <summary>What to ship and how.</summary>
public sealed record ShippingGoal
{
    /// <summary>The database.</summary>
    public required string Database { get; init; }

    /// <summary>The folder of the backups, as every instance sees it.</summary>
    public required string Folder { get; init; }

    /// <summary>How often the log is backed up.</summary>
    public required TimeSpan BackupInterval { get; init; }

    /// <summary>How often waiting files are restored.</summary>
    public required TimeSpan RestoreInterval { get; init; }

    /// <summary>How old a file must be before it is restored.</summary>
    public TimeSpan RestoreDelay { get; init; }

    /// <summary>COMPRESSION, NO_COMPRESSION or the server's default.</summary>
    public bool? Compression { get; init; }

    /// <summary>Whether a target whose copy is proven stale may be overwritten.</summary>
    public bool MayReseed { get; init; } = true;

    /// <summary>
    /// The availability group on the target's instance from which a stale copy may be taken out, after its tail is saved. Null unless that group is fenced
    /// and its controller holds still: only then does nobody else change its roles.
    /// </summary>
    public string? SalvageFrom { get; init; }

    /// <summary>The path of <paramref name="file"/> in <see cref="Folder"/>.</summary>
    public string Path(string file) => $"{Folder.TrimEnd('/')}/{file}";
}
