using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.TSql.Binding;
using ChatDr.Simulator.TSql.Syntax;
using static ChatDr.Simulator.TSql.Catalog.ViewBuilder;

namespace ChatDr.Simulator.TSql.Catalog;

/// <summary>The catalog views of schema sys and msdb's history, with the product's column names and types.</summary>
internal static class CatalogViews
{
    private const string FileColumns = "file_id int, type tinyint, type_desc nvarchar60, name sysname, physical_name nvarchar260, state tinyint, "
        + "state_desc nvarchar60, redo_start_lsn lsn, redo_start_fork_guid guid";

    /// <summary>A view by name, as far as the login sees it; null if it is not simulated.</summary>
    public static Relation? Find(ObjectName name, CatalogContext context)
    {
        var view = name.Name.ToLowerInvariant();
        return string.Equals(name.Schema, "INFORMATION_SCHEMA", StringComparison.OrdinalIgnoreCase)
            ? ObjectViews.FindInformationSchema(view, context)
            : FindView(view, context) is { } relation ? ViewAccess.Limit(view, relation, context) : null;
    }

    private static Relation? FindView(string view, CatalogContext context)
    {
        var instance = context.Instance;
        return view switch
        {
            "databases" => Databases(instance),
            "master_files" => View("database_id int, " + FileColumns, () => instance.Databases.SelectMany(database => Files(database).Select(file => (object?[])[database.Id, .. file]))),
            "database_files" => View(FileColumns, () => instance.FindDatabase(context.Database) is { } database ? Files(database) : []),
            "database_recovery_status" => RecoveryStatus(instance),
            _ => BackupHistoryViews.Find(view, instance) ?? ObjectViews.Find(view, context) ?? SecurityViews.Find(view, context) ?? EndpointViews.Find(view, context)
                ?? ServerViews.Find(view, context) ?? LogShippingViews.Find(view, instance) ?? SessionViews.Find(view, instance) ?? AvailabilityViews.Find(view, instance)
                ?? MirroringViews.Find(view, context),
        };
    }

    internal static Guid? ReplicaOf(Instance instance, Database database) =>
        database.File.AvailabilityGroup is { } group ? instance.AvailabilityGroups.Find(group)?.Local?.Id : null;

    private static Relation Databases(Instance instance) => View(
        "name sysname, database_id int, create_date datetime, owner_sid varbinary, state tinyint, state_desc nvarchar60, recovery_model tinyint, "
            + "recovery_model_desc nvarchar60, user_access tinyint, user_access_desc nvarchar60, is_read_only bit, replica_id guid, group_database_id guid",
        () => Instance.SystemDatabases.Select(system => (object?[])[system.Key, system.Value, instance.StartTime, new byte[] { 1 }, (byte)0, "ONLINE", (byte)3, "SIMPLE", (byte)0, "MULTI_USER", false, null, null])
            .Concat(instance.Databases.Select(database => (object?[])
            [
                database.Name, database.Id, database.File.Created, Convert.FromHexString(database.File.OwnerSid), (byte)database.Status,
                StateName(database.Status),
                (byte)database.RecoveryModel,
                database.RecoveryModel is RecoveryModel.BulkLogged ? "BULK_LOGGED" : database.RecoveryModel.ToString().ToUpperInvariant(), (byte)0,
                "MULTI_USER", false,
                ReplicaOf(instance, database), AvailabilityViews.GroupDatabaseId(instance, database),
            ])));

    private static string StateName(DatabaseStatus status) => status is DatabaseStatus.RecoveryPending ? "RECOVERY_PENDING" : status.ToString().ToUpperInvariant();

    private static IEnumerable<object?[]> Files(Database database) => new (int Id, string Kind, string Name, string Path)[] { (1, "ROWS", database.File.LogicalName ?? database.Name, database.File.DataPath), (2, "LOG", $"{database.File.LogicalName ?? database.Name}_log", database.File.LogPath) }
        .Select(file => (object?[])
        [
            file.Id, (byte)(file.Id - 1), file.Kind, file.Name, file.Path, (byte)database.Status, StateName(database.Status),
            database.Status is DatabaseStatus.Restoring ? database.RedoLsn.ToNumeric() : null, database.Status is DatabaseStatus.Restoring ? database.Read(image => image.RecoveryFork.Id) : null,
        ]);

    private static Relation RecoveryStatus(Instance instance) => View(
        "database_id int, database_guid guid, family_guid guid, last_log_backup_lsn lsn, recovery_fork_guid guid, first_recovery_fork_guid guid, "
            + "fork_point_lsn lsn",
        () => instance.Databases.Select(database => database.Read(image => (object?[])
        [
            database.Id, database.File.DatabaseGuid, image.FamilyGuid, image.LastLogBackupLsn?.ToNumeric(), image.RecoveryFork.Id,
            image.PreviousRecoveryFork?.Id, image.PreviousRecoveryFork is null ? null : image.RecoveryFork.Start.ToNumeric(),
        ])));
}
