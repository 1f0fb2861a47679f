using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Engine.Storage;
using ChatDr.Simulator.TSql.Binding;
using static ChatDr.Simulator.TSql.Catalog.ViewBuilder;

namespace ChatDr.Simulator.TSql.Catalog;

/// <summary>
/// The databases, their files and their logs (Microsoft Learn, "sys.databases", "sys.master_files", "sys.database_files", "sys.database_recovery_status",
/// "sys.dm_db_log_space_usage").
/// </summary>
internal static class DatabaseViews
{
    private const string Collation = "SQL_Latin1_General_CP1_CI_AS";

    private const string DatabaseColumns =
        "name sysname, database_id int, source_database_id int, owner_sid varbinary, create_date datetime, compatibility_level tinyint, "
            + "collation_name sysname, user_access tinyint, user_access_desc nvarchar60, is_read_only bit, is_auto_close_on bit, is_auto_shrink_on bit, "
            + "state tinyint, state_desc nvarchar60, is_in_standby bit, snapshot_isolation_state tinyint, snapshot_isolation_state_desc nvarchar60, "
            + "is_read_committed_snapshot_on bit, recovery_model tinyint, recovery_model_desc nvarchar60, page_verify_option tinyint, "
            + "page_verify_option_desc nvarchar60, log_reuse_wait tinyint, log_reuse_wait_desc nvarchar60, is_encrypted bit, group_database_id guid, "
            + "replica_id guid, containment tinyint, containment_desc nvarchar60, target_recovery_time_in_seconds int";

    private const string FileColumns =
        "file_id int, file_guid guid, type tinyint, type_desc nvarchar60, data_space_id int, name sysname, physical_name nvarchar260, "
            + "state tinyint, state_desc nvarchar60, size int, max_size int, growth int, is_media_read_only bit, is_read_only bit, is_sparse bit, "
            + "is_percent_growth bit, create_lsn lsn, differential_base_lsn lsn, redo_start_lsn lsn, redo_start_fork_guid guid, redo_target_lsn lsn, "
            + "redo_target_fork_guid guid, backup_lsn lsn";

    /// <summary>A view by name; null if it is not one of these.</summary>
    public static Relation? Find(string name, CatalogContext context) => name switch
    {
        "databases" => View(DatabaseColumns, () => Instance.SystemDatabases.Select(system => SystemRow(context.Instance, system.Key, system.Value))
            .Concat(context.Instance.Databases.Select(database => Row(context.Instance, database)))),
        "master_files" => View("database_id int, " + FileColumns,
            () => context.Instance.Databases.SelectMany(database => Files(database).Select(file => (object?[])[database.Id, .. file]))),
        "database_files" => View(FileColumns, () => Current(context) is { } database ? Files(database) : []),
        "database_recovery_status" => RecoveryStatus(context.Instance),
        "dm_db_log_space_usage" => View(
            "database_id int, total_log_size_in_bytes bigint, used_log_space_in_bytes bigint, used_log_space_in_percent float",
            () => Current(context) is { } database ? [LogSpace(database)] : []),
        _ => null,
    };

    /// <summary>sys.databases.state_desc.</summary>
    public static string StateName(DatabaseStatus status) =>
        status is DatabaseStatus.RecoveryPending ? "RECOVERY_PENDING" : status.ToString().ToUpperInvariant();

    private static Database? Current(CatalogContext context) => context.Instance.FindDatabase(context.Database);

    private static object?[] SystemRow(Instance instance, string name, int id) =>
    [
        name, id, null, new byte[] { 1 }, instance.StartTime, DatabaseOptions.NewestCompatibilityLevel, Collation, (byte)0, "MULTI_USER", false, false, false,
        (byte)0, "ONLINE", false, (byte)0, "OFF", false, (byte)RecoveryModel.Simple, "SIMPLE", (byte)PageVerify.Checksum, "CHECKSUM", (byte)0, "NOTHING", false,
        null, null, (byte)0, "NONE", 60,
    ];

    private static object?[] Row(Instance instance, Database database)
    {
        var (options, model, status, wait) = (database.Options, database.RecoveryModel, database.Status, database.LogReuseWait);
        return
        [
            database.Name, database.Id, null, Convert.FromHexString(database.File.OwnerSid), database.File.Created, options.CompatibilityLevel,
            status is DatabaseStatus.Online ? Collation : null, (byte)options.UserAccess, UserAccessName(options.UserAccess), options.IsReadOnly,
            options.IsAutoClose, options.IsAutoShrink, (byte)status, StateName(status), false, (byte)0, "OFF", false, (byte)model,
            model is RecoveryModel.BulkLogged ? "BULK_LOGGED" : model.ToString().ToUpperInvariant(), (byte)options.PageVerify,
            PageVerifyName(options.PageVerify), (byte)wait, LogTruncation.Describe(wait), false, AvailabilityViews.GroupDatabaseId(instance, database),
            CatalogViews.ReplicaOf(instance, database), (byte)0, "NONE",
            options.TargetRecoveryTime,
        ];
    }

    private static string UserAccessName(UserAccess access) => access switch
    {
        UserAccess.Single => "SINGLE_USER",
        UserAccess.Restricted => "RESTRICTED_USER",
        _ => "MULTI_USER",
    };

    private static string PageVerifyName(PageVerify verify) =>
        verify is PageVerify.TornPageDetection ? "TORN_PAGE_DETECTION" : verify.ToString().ToUpperInvariant();

    private static object?[][] Files(Database database)
    {
        var file = database.File;
        return [File(database, false, file.DataFileName, file.DataPath, database.DataSpace), File(database, true, file.LogFileName, file.LogPath, file.Log)];
    }

    private static object?[] File(Database database, bool isLog, string name, string path, FileSpace space)
    {
        var (status, options) = (database.Status, database.Options);
        var (fork, redo, full, created) = database.Read(image => (image.RecoveryFork.Id, image.RedoLsn, image.DatabaseBackupLsn, image.Branches[0].Start));
        var redoes = !isLog && status is DatabaseStatus.Restoring or DatabaseStatus.RecoveryPending;
        return
        [
            isLog ? 2 : 1, FileGuid(database.File.DatabaseGuid, isLog), (byte)(isLog ? 1 : 0), isLog ? "LOG" : "ROWS", isLog ? 0 : 1, name, path, (byte)status,
            StateName(status), (int)space.Size, (int)(space.MaximumSize ?? (isLog ? FileSpace.LargestLog : -1)), (int)space.Growth, false, options.IsReadOnly,
            false, space.IsPercentGrowth, created.ToNumeric(), isLog ? null : full?.ToNumeric(), redoes ? redo.ToNumeric() : null, redoes ? fork : null,
            redoes ? redo.ToNumeric() : null, redoes ? fork : null,
            isLog ? null : full?.ToNumeric(),
        ];
    }

    /// <summary>One for each file, the same after every restart.</summary>
    private static Guid FileGuid(Guid database, bool isLog)
    {
        var bytes = database.ToByteArray();
        bytes[15] ^= (byte)(isLog ? 2 : 1);
        return new Guid(bytes);
    }

    private static object?[] LogSpace(Database database)
    {
        var (total, used) = database.LogSpace;
        return [database.Id, total, used, 100.0 * used / total];
    }

    private static Relation RecoveryStatus(Instance instance) => View(
        "database_id int, database_guid guid, family_guid guid, last_log_backup_lsn lsn, recovery_fork_guid guid, first_recovery_fork_guid guid, "
            + "fork_point_lsn lsn",
        () => instance.Databases.Select(database => database.Read(image => (object?[])
        [
            database.Id, database.File.DatabaseGuid, image.FamilyGuid, image.LastLogBackupLsn?.ToNumeric(), image.RecoveryFork.Id,
            image.PreviousRecoveryFork?.Id, image.PreviousRecoveryFork is null ? null : image.RecoveryFork.Start.ToNumeric(),
        ])));
}
