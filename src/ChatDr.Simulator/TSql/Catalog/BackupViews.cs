using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Backups;
using ChatDr.Simulator.TSql.Binding;
using static ChatDr.Simulator.TSql.Catalog.ViewBuilder;

namespace ChatDr.Simulator.TSql.Catalog;

/// <summary>What RESTORE HEADERONLY and FILELISTONLY show, and msdb's history (docs/sql-server-facts.md C5).</summary>
internal static class BackupViews
{
    /// <summary>RESTORE HEADERONLY.</summary>
    public static Relation HeaderOnly(IReadOnlyList<BackupHeader> headers) => View(
        "BackupName nvarchar128, BackupDescription nvarchar255, BackupType smallint, Compressed bit, Position smallint, DeviceType tinyint, "
            + "UserName nvarchar128, ServerName nvarchar128, DatabaseName nvarchar128, DatabaseCreationDate datetime, BackupSize bigint, "
        + "FirstLSN lsn, LastLSN lsn, CheckpointLSN lsn, DatabaseBackupLSN lsn, BackupStartDate datetime, BackupFinishDate datetime, "
        + "MachineName nvarchar128, BindingID guid, RecoveryForkID guid, FamilyGUID guid, HasBackupChecksums bit, IsDamaged bit, BeginsLogChain bit, "
        + "IsForceOffline bit, IsCopyOnly bit, FirstRecoveryForkID guid, ForkPointLSN lsn, RecoveryModel nvarchar60, BackupTypeDescription nvarchar60, "
        + "BackupSetGUID guid, CompressedBackupSize bigint",
        () => headers.Select(header => (object?[])
        [
            header.Name, header.Description, (short)(header.IsLog ? 2 : 1), header.IsCompressed, (short)header.Position, (byte)2, header.UserName,
            header.ServerName, header.DatabaseName, header.DatabaseCreated, header.BackupSize,
            header.FirstLsn.ToNumeric(), header.LastLsn.ToNumeric(), header.CheckpointLsn.ToNumeric(), header.DatabaseBackupLsn?.ToNumeric() ?? 0m,
            header.Started, header.Finished, header.ServerName, header.DatabaseGuid, header.RecoveryForkId, header.FamilyGuid,
            header.HasBackupChecksums, false, header.BeginsLogChain, header.IsTail, header.IsCopyOnly, header.FirstRecoveryForkId,
            header.ForkPointLsn?.ToNumeric(), header.RecoveryModel.ToString().ToUpperInvariant(),
            header.IsLog ? "Transaction Log" : "Database", header.BackupSetGuid, header.CompressedBackupSize,
        ]));

    /// <summary>RESTORE FILELISTONLY.</summary>
    public static Relation FileListOnly(BackupHeader header) => View(
        "LogicalName nvarchar128, PhysicalName nvarchar260, Type nvarchar1, FileGroupName nvarchar128, Size bigint, FileId bigint",
        () => [[header.DatabaseName, header.DataPath, "D", "PRIMARY", header.BackupSize, 1L], [header.DatabaseName + "_log", header.LogPath, "L", null, header.BackupSize, 2L]]);

    /// <summary>msdb.dbo.backupset.</summary>
    public static Relation BackupSets(Instance instance) => View(
        "backup_set_id int, backup_set_uuid guid, media_set_id int, name nvarchar128, user_name nvarchar128, first_lsn lsn, last_lsn lsn, "
            + "checkpoint_lsn lsn, database_backup_lsn lsn, backup_start_date datetime, backup_finish_date datetime, type nvarchar1, "
        + "database_name nvarchar128, server_name nvarchar128, backup_size bigint, compressed_backup_size bigint, is_copy_only bit, family_guid guid, "
        + "last_recovery_fork_guid guid, first_recovery_fork_guid guid, fork_point_lsn lsn, begins_log_chain bit",
        () => Sets(instance).Select(entry => (object?[])
        [
            entry.Id, entry.Header.BackupSetGuid, entry.Id, entry.Header.Name, entry.UserName, entry.Header.FirstLsn.ToNumeric(),
            entry.Header.LastLsn.ToNumeric(), entry.Header.CheckpointLsn.ToNumeric(), entry.Header.DatabaseBackupLsn?.ToNumeric(),
            entry.Header.Started, entry.Header.Finished, entry.Header.IsLog ? "L" : "D", entry.Header.DatabaseName, entry.Header.ServerName,
            entry.Header.BackupSize, entry.Header.CompressedBackupSize, entry.Header.IsCopyOnly, entry.Header.FamilyGuid,
            entry.Header.RecoveryForkId, entry.Header.FirstRecoveryForkId, entry.Header.ForkPointLsn?.ToNumeric(), entry.Header.BeginsLogChain,
        ]));

    /// <summary>msdb.dbo.backupmediafamily.</summary>
    public static Relation MediaFamilies(Instance instance) => View(
        "media_set_id int, family_sequence_number tinyint, physical_device_name nvarchar260, "
            + "device_type tinyint", () => Sets(instance).Select(entry => (object?[])[entry.Id, (byte)1, entry.File, (byte)2]));

    /// <summary>msdb.dbo.restorehistory.</summary>
    public static Relation Restores(Instance instance) => View(
        "restore_history_id int, restore_date datetime, destination_database_name nvarchar128, user_name nvarchar128, backup_set_id int, "
            + "restore_type nvarchar1, replace bit, recovery bit",
        () => instance.History.Entries.Where(entry => entry.IsRestore).Select(entry => (object?[])[entry.Id, entry.At, entry.DestinationDatabase, entry.UserName, Sets(instance).First(set => set.Header.BackupSetGuid == entry.Header.BackupSetGuid).Id, entry.Header.IsLog ? "L" : "D", entry.Replace, entry.Recovery]));

    /// <summary>A restore enters the backup set as well, once, where this instance did not take the backup itself (Microsoft Learn, "backupset (Transact-SQL)").</summary>
    private static IEnumerable<HistoryEntry> Sets(Instance instance) => instance.History.Entries.DistinctBy(entry => entry.Header.BackupSetGuid);
}
