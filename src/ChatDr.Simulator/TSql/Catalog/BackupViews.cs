using ChatDr.Simulator.Engine.Backups;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.TSql.Binding;
using static ChatDr.Simulator.TSql.Catalog.ViewBuilder;

namespace ChatDr.Simulator.TSql.Catalog;

/// <summary>
/// What RESTORE HEADERONLY, FILELISTONLY and LABELONLY show, with the columns of SQL Server 2022 in their order (docs/sql-server-facts.md C5; Microsoft Learn,
/// "RESTORE Statements - HEADERONLY (Transact-SQL)", "RESTORE Statements - FILELISTONLY (Transact-SQL)", "RESTORE Statements - LABELONLY (Transact-SQL)").
/// </summary>
internal static class BackupViews
{
    /// <summary>What stands as BackupName of a backup that was cut off; its other columns are NULL.</summary>
    public const string Incomplete = "*** INCOMPLETE ***";

    /// <summary>software_vendor_id of SQL Server.</summary>
    public const int VendorId = 4608;

    /// <summary>SQL_Latin1_General_CP1_CI_AS, and what the columns kept for compatibility say of it.</summary>
    public const string Collation = "SQL_Latin1_General_CP1_CI_AS";

    /// <summary>The sort order of that collation.</summary>
    public const short SortOrder = 52;

    /// <summary>UnicodeLocaleId: English, United States.</summary>
    public const int LocaleId = 1033;

    /// <summary>UnicodeComparisonStyle: no regard to case, kana and width.</summary>
    public const int ComparisonStyle = 196609;

    /// <summary>compatibility_level of SQL Server 2022.</summary>
    public const byte CompatibilityLevel = 160;

    /// <summary>What CompressionAlgorithm says; the simulator itself uses Deflate.</summary>
    public const string Algorithm = "MS_XPRESS";

    private const byte Disk = 2;

    private const string HeaderColumns =
        "BackupName nvarchar128, BackupDescription nvarchar255, BackupType smallint, ExpirationDate datetime, Compressed bit, Position smallint, "
        + "DeviceType tinyint, "
        + "UserName nvarchar128, ServerName nvarchar128, DatabaseName nvarchar128, DatabaseVersion int, DatabaseCreationDate datetime, BackupSize numeric20, "
        + "FirstLSN lsn, LastLSN lsn, CheckpointLSN lsn, DatabaseBackupLSN lsn, BackupStartDate datetime, BackupFinishDate datetime, SortOrder smallint, "
        + "CodePage smallint, UnicodeLocaleId int, UnicodeComparisonStyle int, CompatibilityLevel tinyint, SoftwareVendorId int, SoftwareVersionMajor int, "
        + "SoftwareVersionMinor int, SoftwareVersionBuild int, MachineName nvarchar128, Flags int, BindingID guid, RecoveryForkID guid, Collation nvarchar128, "
        + "FamilyGUID guid, HasBulkLoggedData bit, IsSnapshot bit, IsReadOnly bit, IsSingleUser bit, HasBackupChecksums bit, IsDamaged bit, "
        + "BeginsLogChain bit, "
        + "HasIncompleteMetaData bit, IsForceOffline bit, IsCopyOnly bit, FirstRecoveryForkID guid, ForkPointLSN lsn, RecoveryModel nvarchar60, "
        + "DifferentialBaseLSN lsn, DifferentialBaseGUID guid, BackupTypeDescription nvarchar60, BackupSetGUID guid, CompressedBackupSize bigint, "
        + "containment tinyint, KeyAlgorithm nvarchar32, EncryptorThumbprint varbinary20, EncryptorType nvarchar32, LastValidRestoreTime datetime, "
        + "TimeZone smallint, CompressionAlgorithm nvarchar32";

    private const string FileColumns =
        "LogicalName nvarchar128, PhysicalName nvarchar260, Type char1, FileGroupName nvarchar128, Size numeric20, MaxSize numeric20, FileId bigint, "
        + "CreateLSN lsn, "
        + "DropLSN lsn, UniqueId guid, ReadOnlyLSN lsn, ReadWriteLSN lsn, BackupSizeInBytes bigint, SourceBlockSize int, FileGroupId int, LogGroupGUID guid, "
        + "DifferentialBaseLSN lsn, DifferentialBaseGUID guid, IsReadOnly bit, IsPresent bit, TDEThumbprint varbinary32, SnapshotUrl nvarchar360";

    private const string LabelColumns =
        "MediaName nvarchar128, MediaSetId guid, FamilyCount int, FamilySequenceNumber int, MediaFamilyId guid, MediaSequenceNumber int, "
        + "MediaLabelPresent tinyint, "
        + "MediaDescription nvarchar255, SoftwareName nvarchar128, SoftwareVendorId int, MediaDate datetime, Mirror_Count int, IsCompressed bit";

    private const long MaximumFileSize = 35_184_372_080_640;

    private const int SourceBlockSize = 4096;

    /// <summary>RESTORE HEADERONLY.</summary>
    public static Relation HeaderOnly(IReadOnlyList<BackupSetEntry> sets) =>
        View(HeaderColumns, () => sets.Select(set => set.IsComplete ? Row(set.Header) : Cut(set.Header)));

    /// <summary>RESTORE FILELISTONLY.</summary>
    public static Relation FileListOnly(BackupHeader header) => View(FileColumns, () =>
    [
        File(header, header.LogicalName, header.DataPath, "D", 1, header.IsLog ? 0 : header.BackupSize),
        File(header, header.LogFileName, header.LogPath, "L", 2, header.IsLog ? header.BackupSize : 0),
    ]);

    /// <summary>RESTORE LABELONLY.</summary>
    public static Relation LabelOnly(MediaHeader media) => View(LabelColumns, () =>
    [
        [media.Name, media.MediaSetId, 1, 1, media.MediaFamilyId, 1, (byte)0, media.Description, "Microsoft SQL Server", VendorId, media.Written, 1,
            media.IsCompressed],
    ]);

    /// <summary>RecoveryModel as backup headers and msdb write it.</summary>
    public static string ModelName(RecoveryModel model) => model is RecoveryModel.BulkLogged ? "BULK-LOGGED" : model.ToString().ToUpperInvariant();

    private static object?[] Row(BackupHeader header) =>
    [
        header.Name, header.Description, (short)(header.IsLog ? 2 : 1), header.Expires, header.IsCompressed, (short)header.Position, Disk,
        header.UserName, header.ServerName, header.DatabaseName, header.DatabaseVersion, header.DatabaseCreated, (decimal)header.BackupSize,
        header.FirstLsn.ToNumeric(), header.LastLsn.ToNumeric(), header.CheckpointLsn.ToNumeric(), header.DatabaseBackupLsn?.ToNumeric()
            ?? 0m, header.Started, header.Finished,
        SortOrder, (short)0, LocaleId, ComparisonStyle, CompatibilityLevel, VendorId, 16,
        0, header.SoftwareBuild, header.ServerName, header.Flags, header.DatabaseGuid, header.RecoveryForkId, Collation,
        header.FamilyGuid, false, false, false, false, header.HasBackupChecksums, header.IsDamaged, header.BeginsLogChain,
        false, header.IsTail, header.IsCopyOnly, header.FirstRecoveryForkId, header.ForkPointLsn?.ToNumeric(), ModelName(header.RecoveryModel),
        null, null, header.IsLog ? "Transaction Log" : "Database", header.BackupSetGuid, header.CompressedBackupSize,
        (byte)0, null, null, null, header.LastCommit,
        (short)0, header.IsCompressed ? Algorithm : null,
    ];

    private static object?[] Cut(BackupHeader header)
    {
        var row = new object?[Row(header).Length];
        (row[0], row[5], row[6]) = (Incomplete, (short)header.Position, Disk);
        return row;
    }

    private static object?[] File(BackupHeader header, string logical, string physical, string type, int id, long bytes) =>
    [
        logical, physical, type, id == 1 ? "PRIMARY" : null, (decimal)Math.Max(bytes, 8L << 20), (decimal)MaximumFileSize, (long)id, 0m,
        null, UniqueId(header, id), 0m, 0m, bytes, SourceBlockSize, id == 1 ? 1 : 0, null,
        null, null, false, true, null, null,
    ];

    /// <summary>The same for the same file of the same database, in each backup of it.</summary>
    private static Guid UniqueId(BackupHeader header, int id)
    {
        var bytes = header.FamilyGuid.ToByteArray();
        bytes[15] ^= (byte)id;
        return new Guid(bytes);
    }
}
