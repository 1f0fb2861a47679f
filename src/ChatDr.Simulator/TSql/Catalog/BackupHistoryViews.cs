using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Backups;
using ChatDr.Simulator.TSql.Binding;
using static ChatDr.Simulator.TSql.Catalog.ViewBuilder;

namespace ChatDr.Simulator.TSql.Catalog;

/// <summary>
/// msdb's backup and restore tables, with their documented columns (Microsoft Learn, "backupset (Transact-SQL)", "backupmediaset (Transact-SQL)",
/// "backupmediafamily (Transact-SQL)", "restorehistory (Transact-SQL)", "restorefile (Transact-SQL)").
/// </summary>
internal static class BackupHistoryViews
{
    private const string SetColumns =
        "backup_set_id int, backup_set_uuid guid, media_set_id int, first_family_number tinyint, first_media_number smallint, last_family_number tinyint, "
        + "last_media_number smallint, catalog_family_number tinyint, catalog_media_number smallint, position int, expiration_date datetime, "
        + "software_vendor_id int, "
        + "name nvarchar128, description nvarchar255, user_name nvarchar128, software_major_version tinyint, software_minor_version tinyint, "
        + "software_build_version smallint, time_zone smallint, mtf_minor_version tinyint, first_lsn lsn, last_lsn lsn, checkpoint_lsn lsn, "
        + "database_backup_lsn lsn, "
        + "database_creation_date datetime, backup_start_date datetime, backup_finish_date datetime, type char1, sort_order smallint, code_page smallint, "
        + "compatibility_level tinyint, database_version int, backup_size numeric20, database_name nvarchar128, server_name nvarchar128, machine_name "
        + "nvarchar128, "
        + "flags int, unicode_locale int, unicode_compare_style int, collation_name nvarchar128, is_password_protected bit, recovery_model nvarchar60, "
        + "has_bulk_logged_data bit, is_snapshot bit, is_readonly bit, is_single_user bit, has_backup_checksums bit, is_damaged bit, begins_log_chain bit, "
        + "has_incomplete_metadata bit, is_force_offline bit, is_copy_only bit, first_recovery_fork_guid guid, last_recovery_fork_guid guid, "
        + "fork_point_lsn lsn, "
        + "database_guid guid, family_guid guid, differential_base_lsn lsn, differential_base_guid guid, compressed_backup_size numeric20, "
        + "key_algorithm nvarchar32, "
        + "encryptor_thumbprint varbinary20, encryptor_type nvarchar32, last_valid_restore_time datetime, compression_algorithm nvarchar32";

    /// <summary>A table by name; null if it is not one of these.</summary>
    public static Relation? Find(string name, Instance instance) => name switch
    {
        "backupset" => View(SetColumns, () => Sets(instance).Select(entry => Row(entry, MediaIds(instance)[MediaOf(entry)]))),
        "backupmediaset" => View(
            "media_set_id int, media_uuid guid, media_family_count tinyint, name nvarchar128, description nvarchar255, software_name nvarchar128, "
                + "software_vendor_id int, "
                + "MTF_major_version tinyint, mirror_count tinyint, is_password_protected bit, is_compressed bit, is_encrypted bit",
            () => Media(instance).Select(media => (object?[])
            [
                media.Id, MediaOf(media.Entry), (byte)1, media.Entry.Media?.Name, media.Entry.Media?.Description, "Microsoft SQL Server", BackupViews.VendorId,
                (byte)1, (byte)1, false, media.Entry.Media?.IsCompressed ?? media.Entry.Header.IsCompressed, false,
            ])),
        "backupmediafamily" => View(
            "media_set_id int, family_sequence_number tinyint, media_family_id guid, media_count int, logical_device_name nvarchar128, "
                + "physical_device_name nvarchar260, "
                + "device_type tinyint, physical_block_size int, mirror tinyint",
            () => Media(instance).Select(media => (object?[])
                [media.Id, (byte)1, media.Entry.Media?.MediaFamilyId, 1, null, media.Entry.File, (byte)2, media.Entry.BlockSize, (byte)0])),
        "restorehistory" => View(
            "restore_history_id int, restore_date datetime, destination_database_name nvarchar128, user_name nvarchar128, backup_set_id int, "
                + "restore_type char1, "
                + "replace bit, recovery bit, restart bit, stop_at datetime, device_count tinyint, stop_at_mark_name nvarchar128, stop_before bit",
            () => Restores(instance).Select(entry => (object?[])
            [
                entry.Id, entry.At, entry.DestinationDatabase, entry.UserName,
                    Sets(instance).First(set => set.Header.BackupSetGuid == entry.Header.BackupSetGuid).Id,
                entry.Header.IsLog ? "L" : "D", entry.Replace, entry.Recovery, entry.Restart, null, (byte)1, null, null,
            ])),
        "restorefile" => View(
            "restore_history_id int, file_number numeric10, destination_phys_drive nvarchar260, destination_phys_name nvarchar260",
            () => Restores(instance).SelectMany(entry => entry.DestinationFiles.Select((path, index) => (object?[])[entry.Id, (decimal)(index + 1), null,
                path]))),
        _ => null,
    };

    private static IEnumerable<HistoryEntry> Restores(Instance instance) => instance.History.Entries.Where(entry => entry.IsRestore);

    /// <summary>
    /// A restore enters the backup set as well, once, where this instance did not take the backup itself (Microsoft Learn, "backupset (Transact-SQL)").
    /// </summary>
    private static IEnumerable<HistoryEntry> Sets(Instance instance) => instance.History.Entries.DistinctBy(entry => entry.Header.BackupSetGuid);

    private static IEnumerable<(int Id, HistoryEntry Entry)> Media(Instance instance) =>
        Sets(instance).GroupBy(MediaOf).Select(group => (group.First().Id, group.First()));

    private static Dictionary<Guid, int> MediaIds(Instance instance) => Media(instance).ToDictionary(media => MediaOf(media.Entry), media => media.Id);

    private static Guid MediaOf(HistoryEntry entry) => entry.Media?.MediaSetId ?? entry.Header.BackupSetGuid;

    private static object?[] Row(HistoryEntry entry, int media) => Row(entry.Id, media, entry.UserName, entry.Header);

    private static object?[] Row(int id, int media, string user, BackupHeader header) =>
    [
        id, header.BackupSetGuid, media, (byte)1, (short)1, (byte)1,
        (short)1, (byte)1, (short)1, header.Position, header.Expires, BackupViews.VendorId,
        header.Name, header.Description, user, (byte)16, (byte)0,
        (short)header.SoftwareBuild, (short)0, (byte)0, header.FirstLsn.ToNumeric(), header.LastLsn.ToNumeric(), header.CheckpointLsn.ToNumeric(),
        header.DatabaseBackupLsn?.ToNumeric() ?? 0m,
        header.DatabaseCreated, header.Started, header.Finished, header.IsLog ? "L" : "D", BackupViews.SortOrder, (short)0,
        BackupViews.CompatibilityLevel, header.DatabaseVersion, (decimal)header.BackupSize, header.DatabaseName, header.ServerName, header.ServerName,
        header.Flags, BackupViews.LocaleId, BackupViews.ComparisonStyle, BackupViews.Collation, false, BackupViews.ModelName(header.RecoveryModel),
        false, false, false, false, header.HasBackupChecksums, header.IsDamaged, header.BeginsLogChain,
        false, header.IsTail, header.IsCopyOnly, header.FirstRecoveryForkId, header.RecoveryForkId, header.ForkPointLsn?.ToNumeric(),
        header.DatabaseGuid, header.FamilyGuid, null, null, (decimal)header.CompressedBackupSize, null,
        null, null, header.LastCommit, header.IsCompressed ? BackupViews.Algorithm : null,
    ];
}
