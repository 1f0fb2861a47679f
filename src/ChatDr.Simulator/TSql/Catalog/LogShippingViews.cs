using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.LogShipping;
using ChatDr.Simulator.TSql.Binding;
using static ChatDr.Simulator.TSql.Catalog.ViewBuilder;

namespace ChatDr.Simulator.TSql.Catalog;

/// <summary>
/// msdb's tables of log shipping (docs/sql-server-facts.md C2). The last files and their dates are what the product's sqllogship writes; nothing runs it here,
/// so they are NULL, as they are in the product when somebody takes backups by other means.
/// </summary>
internal static class LogShippingViews
{
    /// <summary>A table by name; null if it is not one of these.</summary>
    public static Relation? Find(string name, Instance instance) => name switch
    {
        "log_shipping_primary_databases" => View(
            "primary_id guid, primary_database sysname, backup_directory nvarchar500, backup_share nvarchar500, backup_retention_period int, "
                + "backup_job_id guid, monitor_server sysname, user_specified_monitor bit, monitor_server_security_mode bit, last_backup_file nvarchar500, "
                + "last_backup_date datetime, backup_compression tinyint",
            () => Primaries(instance).Select(primary => (object?[])
            [
                primary.Id, primary.Database, primary.BackupDirectory, primary.BackupShare, primary.BackupRetention, primary.BackupJobId, instance.ServerName,
                null, true, null, null, primary.Compression,
            ])),
        "log_shipping_primary_secondaries" => View(
            "primary_id guid, secondary_server sysname, secondary_database sysname",
            () => Primaries(instance).SelectMany(
                primary => primary.Secondaries.Select(secondary => (object?[])[primary.Id, secondary.Server, secondary.Database]))),
        "log_shipping_monitor_primary" => View(
            "primary_id guid, primary_server sysname, primary_database sysname, backup_threshold int, threshold_alert int, threshold_alert_enabled bit, "
                + "last_backup_file nvarchar500, last_backup_date datetime, last_backup_date_utc datetime, history_retention_period int",
            () => Primaries(instance).Select(primary => (object?[])
            [
                primary.Id, instance.ServerName, primary.Database, primary.BackupThreshold, primary.ThresholdAlert, primary.ThresholdAlertEnabled, null, null,
                null, primary.HistoryRetention,
            ])),
        "log_shipping_secondary" => View(
            "secondary_id guid, primary_server sysname, primary_database sysname, backup_source_directory nvarchar500, "
                + "backup_destination_directory nvarchar500, file_retention_period int, copy_job_id guid, restore_job_id guid, monitor_server sysname, "
                + "monitor_server_security_mode bit, user_specified_monitor bit, last_copied_file nvarchar500, last_copied_date datetime",
            () => instance.LogShipping.Current.Sources.Select(source => (object?[])
            [
                source.Id, source.PrimaryServer, source.PrimaryDatabase, source.SourceDirectory, source.DestinationDirectory, source.FileRetention,
                source.CopyJobId, source.RestoreJobId, instance.ServerName, true, null, null, null,
            ])),
        "log_shipping_secondary_databases" => View(
            "secondary_database sysname, secondary_id guid, restore_delay int, restore_all bit, restore_mode bit, disconnect_users bit, block_size int, "
                + "buffer_count int, max_transfer_size int, last_restored_file nvarchar500, last_restored_date datetime",
            () => Secondaries(instance).Select(pair => (object?[])
            [
                pair.Database.Database, pair.Source.Id, pair.Database.RestoreDelay, pair.Database.RestoreAll, pair.Database.RestoreMode,
                pair.Database.DisconnectUsers, pair.Database.BlockSize, pair.Database.BufferCount, pair.Database.MaxTransferSize, null, null,
            ])),
        "log_shipping_monitor_secondary" => View(
            "secondary_server sysname, secondary_database sysname, secondary_id guid, primary_server sysname, primary_database sysname, restore_threshold int, "
                + "threshold_alert int, threshold_alert_enabled bit, last_copied_file nvarchar500, last_copied_date datetime, last_copied_date_utc datetime, "
                + "last_restored_file nvarchar500, last_restored_date datetime, last_restored_date_utc datetime, last_restored_latency int, "
                + "history_retention_period int",
            () => Secondaries(instance).Select(pair => (object?[])
            [
                instance.ServerName, pair.Database.Database, pair.Source.Id, pair.Source.PrimaryServer, pair.Source.PrimaryDatabase,
                pair.Database.RestoreThreshold, pair.Database.ThresholdAlert, pair.Database.ThresholdAlertEnabled, null, null, null, null, null, null, null,
                pair.Database.HistoryRetention,
            ])),
        "log_shipping_monitor_alert" => View("alert_job_id guid", () => instance.LogShipping.Current.AlertJobId is { } id ? [[id]] : []),
        "log_shipping_monitor_error_detail" => View(
            "agent_id guid, agent_type tinyint, session_id int, database_name sysname, sequence_number int, log_time datetime, log_time_utc datetime, "
                + "message nvarchar4000, source nvarchar4000, help_url nvarchar4000",
            () => []),
        "log_shipping_monitor_history_detail" => View(
            "agent_id guid, agent_type tinyint, session_id int, database_name sysname, session_status tinyint, log_time datetime, log_time_utc datetime, "
                + "message nvarchar4000", () => []),
        "sysjobs" => View(
            "job_id guid, originating_server_id int, name sysname, enabled tinyint, description nvarchar512, start_step_id int, owner_sid varbinary, "
                + "date_created datetime, date_modified datetime, version_number int",
            () => instance.LogShipping.Current.Jobs.Select(
                job => (object?[])[job.Id, 0, job.Name, (byte)0, job.Description, 1, new byte[] { 1 }, job.Created, job.Created, 1])),
        _ => null,
    };

    /// <summary>The result of a sp_help_log_shipping_… procedure: the rows of its tables. Null for none of that name.</summary>
    public static Relation? Help(string procedure, Instance instance) => procedure switch
    {
        "sp_help_log_shipping_primary_database" => Find("log_shipping_primary_databases", instance),
        "sp_help_log_shipping_primary_secondary" => Find("log_shipping_primary_secondaries", instance),
        "sp_help_log_shipping_secondary_primary" => Find("log_shipping_secondary", instance),
        "sp_help_log_shipping_secondary_database" => Find("log_shipping_secondary_databases", instance),
        "sp_help_log_shipping_monitor_primary" => Find("log_shipping_monitor_primary", instance),
        "sp_help_log_shipping_monitor_secondary" => Find("log_shipping_monitor_secondary", instance),
        "sp_help_log_shipping_alert_job" => Find("log_shipping_monitor_alert", instance),
        _ => null,
    };

    private static IReadOnlyList<ShippedPrimary> Primaries(Instance instance) => instance.LogShipping.Current.Primaries;

    private static IEnumerable<(ShippedFrom Source, ShippedSecondary Database)> Secondaries(Instance instance) =>
        instance.LogShipping.Current.Sources.SelectMany(source => source.Databases.Select(database => (source, database)));
}
