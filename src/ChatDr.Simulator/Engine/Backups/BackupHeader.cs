using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Engine.Storage;

namespace ChatDr.Simulator.Engine.Backups;

/// <summary>What RESTORE HEADERONLY shows of a backup set, and msdb.dbo.backupset (docs/sql-server-facts.md C5).</summary>
internal sealed record BackupHeader
{
    /// <summary>The internal version of a database of SQL Server 2022.</summary>
    public const int CurrentDatabaseVersion = 957;

    /// <summary>BackupSetGUID.</summary>
    public required Guid BackupSetGuid { get; init; }

    /// <summary>BackupName; null for none.</summary>
    public string? Name { get; init; }

    /// <summary>BackupDescription; null for none.</summary>
    public string? Description { get; init; }

    /// <summary>Whether it is a log backup (BackupType 2) or a full one (1).</summary>
    public required bool IsLog { get; init; }

    /// <summary>Position in its file, from 1.</summary>
    public int Position { get; init; } = 1;

    /// <summary>UserName.</summary>
    public string UserName { get; init; } = "";

    /// <summary>ServerName, MachineName.</summary>
    public required string ServerName { get; init; }

    /// <summary>DatabaseName.</summary>
    public required string DatabaseName { get; init; }

    /// <summary>LogicalName of the data file.</summary>
    public required string LogicalName { get; init; }

    /// <summary>LogicalName of the log file where it is not that of the data file with _log after it; null otherwise.</summary>
    public string? OwnLogName { get; init; }

    /// <summary>LogicalName of the log file.</summary>
    public string LogFileName => OwnLogName ?? LogicalName + "_log";

    /// <summary>DatabaseVersion of the server that wrote it: a server does not read a later one (3169).</summary>
    public int DatabaseVersion { get; init; } = CurrentDatabaseVersion;

    /// <summary>SoftwareVersionBuild.</summary>
    public int SoftwareBuild { get; init; } = 4000;

    /// <summary>DatabaseCreationDate, UTC.</summary>
    public required DateTime DatabaseCreated { get; init; }

    /// <summary>The data file on the source, as T-SQL names it.</summary>
    public required string DataPath { get; init; }

    /// <summary>The log file on the source.</summary>
    public required string LogPath { get; init; }

    /// <summary>BackupSize in bytes.</summary>
    public long BackupSize { get; init; }

    /// <summary>CompressedBackupSize in bytes.</summary>
    public long CompressedBackupSize { get; init; }

    /// <summary>FirstLSN.</summary>
    public required Lsn FirstLsn { get; init; }

    /// <summary>LastLSN: the record after the set.</summary>
    public required Lsn LastLsn { get; init; }

    /// <summary>CheckpointLSN.</summary>
    public required Lsn CheckpointLsn { get; init; }

    /// <summary>DatabaseBackupLSN: the checkpoint of the full backup before; null for none.</summary>
    public Lsn? DatabaseBackupLsn { get; init; }

    /// <summary>ExpirationDate: EXPIREDATE or RETAINDAYS; null for none.</summary>
    public DateTime? Expires { get; init; }

    /// <summary>LastValidRestoreTime of a log backup: its last commit, UTC; null for none.</summary>
    public DateTime? LastCommit { get; init; }

    /// <summary>BackupStartDate, UTC.</summary>
    public required DateTime Started { get; init; }

    /// <summary>BackupFinishDate, UTC.</summary>
    public DateTime Finished { get; init; }

    /// <summary>FamilyGUID.</summary>
    public required Guid FamilyGuid { get; init; }

    /// <summary>database_guid of the source, BindingID.</summary>
    public required Guid DatabaseGuid { get; init; }

    /// <summary>The branches of the log at <see cref="LastLsn"/>.</summary>
    public required IReadOnlyList<Branch> Branches { get; init; }

    /// <summary>RecoveryForkID: the fork at the end.</summary>
    public Guid RecoveryForkId => Branches.Last(branch => branch.IsRecoveryFork).Id;

    /// <summary>FirstRecoveryForkID: the fork before the first record. A data backup has one fork only.</summary>
    public Guid FirstRecoveryForkId => IsLog ? Branches.LastOrDefault(branch => branch.IsRecoveryFork && branch.Start < FirstLsn, Branches[0]).Id
        : RecoveryForkId;

    /// <summary>ForkPointLSN: where it forked within the set; null if it did not.</summary>
    public Lsn? ForkPointLsn => FirstRecoveryForkId == RecoveryForkId ? null : Branches.Last(branch => branch.IsRecoveryFork).Start;

    /// <summary>RecoveryModel.</summary>
    public RecoveryModel RecoveryModel { get; init; }

    /// <summary>IsCopyOnly.</summary>
    public bool IsCopyOnly { get; init; }

    /// <summary>HasBackupChecksums: WITH CHECKSUM was said. The file's frames have checksums in any case.</summary>
    public bool HasBackupChecksums { get; init; }

    /// <summary>Compressed.</summary>
    public bool IsCompressed { get; init; }

    /// <summary>BeginsLogChain.</summary>
    public bool BeginsLogChain { get; init; }

    /// <summary>A tail: taken WITH NORECOVERY (IsForceOffline).</summary>
    public bool IsTail { get; init; }

    /// <summary>IsDamaged: the database was damaged and NO_TRUNCATE or CONTINUE_AFTER_ERROR was said.</summary>
    public bool IsDamaged { get; init; }

    /// <summary>Flags: bits as documented, deprecated by the bit columns (Microsoft Learn, "RESTORE HEADERONLY (Transact-SQL)").</summary>
    public int Flags => (HasBackupChecksums ? 16 : 0) | (IsDamaged ? 32 : 0) | (IsTail || (IsDamaged && IsLog) ? 64 : 0) | (IsTail ? 256 : 0);

    /// <summary>What 3014 and 4035 count: pages of 8 KB.</summary>
    public long Pages => (BackupSize + PageSize - 1) / PageSize;

    private const int PageSize = 8192;
}
