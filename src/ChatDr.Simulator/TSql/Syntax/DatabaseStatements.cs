namespace ChatDr.Simulator.TSql.Syntax;

/// <summary>CREATE DATABASE.</summary>
internal sealed record CreateDatabaseStatement(string Name) : Statement;

/// <summary>DROP DATABASE.</summary>
internal sealed record DropDatabaseStatement(IReadOnlyList<string> Names, bool IfExists) : Statement;

/// <summary>ALTER DATABASE. <paramref name="Name"/> is null for CURRENT.</summary>
internal sealed record AlterDatabaseStatement(string? Name, DatabaseChange Change) : Statement;

/// <summary>What ALTER DATABASE changes.</summary>
internal abstract record DatabaseChange;

/// <summary>SET RECOVERY.</summary>
internal sealed record SetRecoveryModel(string Model) : DatabaseChange;

/// <summary>SET ONLINE or OFFLINE.</summary>
internal sealed record SetOnline(bool Online, bool RollbackImmediate) : DatabaseChange;

/// <summary>SET SINGLE_USER, RESTRICTED_USER or MULTI_USER.</summary>
internal sealed record SetUserAccess(string Access, bool RollbackImmediate) : DatabaseChange;

/// <summary>SET READ_ONLY or READ_WRITE.</summary>
internal sealed record SetUpdateability(bool ReadOnly, bool RollbackImmediate) : DatabaseChange;

/// <summary>SET HADR SUSPEND, RESUME or OFF.</summary>
internal sealed record SetHadr(string Action) : DatabaseChange;

/// <summary>SET HADR AVAILABILITY GROUP = name.</summary>
internal sealed record JoinHadr(string AvailabilityGroup) : DatabaseChange;

/// <summary>SET PARTNER. <paramref name="Argument"/>: the address, the safety or the time-out.</summary>
internal sealed record SetPartner(string Action, string? Argument) : DatabaseChange;

/// <summary>SET WITNESS; a null address is OFF.</summary>
internal sealed record SetWitness(string? Address) : DatabaseChange;

/// <summary>BACKUP DATABASE or LOG.</summary>
internal sealed record BackupStatement(bool Log, string Database, IReadOnlyList<string> Files, BackupOptions Options) : Statement;

/// <summary>The options of BACKUP.</summary>
internal sealed record BackupOptions
{
    /// <summary>COPY_ONLY.</summary>
    public bool CopyOnly { get; init; }

    /// <summary>NORECOVERY: a tail.</summary>
    public bool NoRecovery { get; init; }

    /// <summary>NO_TRUNCATE.</summary>
    public bool NoTruncate { get; init; }

    /// <summary>CHECKSUM.</summary>
    public bool Checksum { get; init; }

    /// <summary>COMPRESSION.</summary>
    public bool Compression { get; init; }

    /// <summary>INIT: overwrite the backup sets in the file.</summary>
    public bool Init { get; init; }

    /// <summary>FORMAT: write a new media set.</summary>
    public bool Format { get; init; }

    /// <summary>NAME.</summary>
    public string? Name { get; init; }

    /// <summary>DESCRIPTION.</summary>
    public string? Description { get; init; }

    /// <summary>STATS: a message each so many per cent.</summary>
    public int? Stats { get; init; }
}

/// <summary>RESTORE of each kind. <paramref name="Database"/> is null for HEADERONLY, FILELISTONLY and VERIFYONLY.</summary>
internal sealed record RestoreStatement(RestoreKind Kind, string? Database, IReadOnlyList<string> Files, RestoreOptions Options) : Statement;

/// <summary>The options of RESTORE.</summary>
internal sealed record RestoreOptions
{
    /// <summary>NORECOVERY.</summary>
    public bool NoRecovery { get; init; }

    /// <summary>REPLACE.</summary>
    public bool Replace { get; init; }

    /// <summary>CHECKSUM.</summary>
    public bool Checksum { get; init; }

    /// <summary>MOVE: logical name to physical name.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Moves { get; init; } = [];

    /// <summary>FILE: the position of the backup set, from 1.</summary>
    public int? File { get; init; }

    /// <summary>STATS: a message each so many per cent.</summary>
    public int? Stats { get; init; }
}
