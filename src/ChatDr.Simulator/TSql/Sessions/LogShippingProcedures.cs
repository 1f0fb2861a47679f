using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Engine.LogShipping;
using ChatDr.Simulator.TSql.Execution;

namespace ChatDr.Simulator.TSql.Sessions;

/// <summary>
/// The procedures that set up log shipping (docs/sql-server-facts.md C1; Microsoft Learn, "Log shipping tables and stored procedures" and the page of each).
/// The monitor is the instance itself; another @monitor_server is refused.
/// </summary>
internal sealed class LogShippingProcedures(Instance instance)
{
    private static readonly string[] PrimaryParameters =
    [
        "@database", "@backup_directory", "@backup_share", "@backup_job_name", "@backup_retention_period", "@monitor_server", "@monitor_server_security_mode",
        "@monitor_server_login", "@monitor_server_password", "@backup_threshold", "@threshold_alert", "@threshold_alert_enabled", "@history_retention_period",
        "@backup_job_id", "@primary_id", "@overwrite", "@ignoreremotemonitor", "@backup_compression", "@primary_server_with_port_override",
    ];

    private static readonly string[] SecondaryParameters =
    [
        "@secondary_database", "@primary_server", "@primary_database", "@restore_delay", "@restore_all", "@restore_mode", "@disconnect_users", "@block_size",
        "@buffer_count", "@max_transfer_size", "@restore_threshold", "@threshold_alert", "@threshold_alert_enabled", "@history_retention_period", "@overwrite",
        "@ignoreremotemonitor",
    ];

    private static readonly string[] SourceParameters =
    [
        "@primary_server", "@primary_database", "@backup_source_directory", "@backup_destination_directory", "@copy_job_name", "@restore_job_name",
        "@file_retention_period", "@monitor_server", "@monitor_server_security_mode", "@monitor_server_login", "@monitor_server_password", "@copy_job_id",
        "@restore_job_id", "@secondary_id", "@overwrite",
        "@ignoreremotemonitor",
    ];

    private LogShippingCatalog Catalog => instance.LogShipping;

    private DateTime Now => instance.Time.GetLocalNow().DateTime;

    /// <summary>Whether there is such a procedure that changes something.</summary>
    public static bool Knows(string procedure) =>
        procedure is "sp_add_log_shipping_primary_database" or "sp_change_log_shipping_primary_database" or "sp_delete_log_shipping_primary_database"
            or "sp_add_log_shipping_primary_secondary"
            or "sp_delete_log_shipping_primary_secondary"
            or "sp_add_log_shipping_secondary_primary"
            or "sp_change_log_shipping_secondary_primary"
            or "sp_delete_log_shipping_secondary_primary" or "sp_add_log_shipping_secondary_database" or "sp_change_log_shipping_secondary_database"
            or "sp_delete_log_shipping_secondary_database"
            or "sp_add_log_shipping_alert_job"
            or "sp_delete_log_shipping_alert_job"
            or "sp_refresh_log_shipping_monitor"
            or "sp_cleanup_log_shipping_history";

    /// <summary>Runs one; outputs go to the batch.</summary>
    /// <exception cref="SqlErrorException">32007 to 32025, 201 for what is missing.</exception>
    public void Execute(string procedure, IReadOnlyList<EvaluatedArgument> arguments, BatchContext batch)
    {
        switch (procedure)
        {
            case "sp_add_log_shipping_primary_database":
                AddPrimary(new(procedure, arguments, PrimaryParameters), batch);
                break;
            case "sp_change_log_shipping_primary_database":
                var change = new ProcedureArguments(procedure, arguments, PrimaryParameters);
                Catalog.Put(Changed(Catalog.Primary(change.RequiredText("@database")), change));
                break;
            case "sp_delete_log_shipping_primary_database":
                Catalog.Drop(Catalog.Primary(new ProcedureArguments(procedure, arguments, "@database", "@ignoreremotemonitor").RequiredText("@database")));
                break;
            case "sp_add_log_shipping_primary_secondary" or "sp_delete_log_shipping_primary_secondary":
                ChangeSecondaries(new(procedure, arguments, "@primary_database", "@secondary_server", "@secondary_database", "@overwrite"),
                    procedure.Contains("_add_", StringComparison.Ordinal));
                break;
            case "sp_add_log_shipping_secondary_primary":
                AddSource(new(procedure, arguments, SourceParameters), batch);
                break;
            case "sp_change_log_shipping_secondary_primary":
                var source = new ProcedureArguments(procedure, arguments, SourceParameters);
                Catalog.Put(Changed(Catalog.Source(source.RequiredText("@primary_server"), source.RequiredText("@primary_database")), source));
                break;
            case "sp_delete_log_shipping_secondary_primary":
                var dropped = new ProcedureArguments(procedure, arguments, "@primary_server", "@primary_database");
                Catalog.Drop(Catalog.Source(dropped.RequiredText("@primary_server"), dropped.RequiredText("@primary_database")));
                break;
            default:
                ExecuteOnSecondary(procedure, arguments, batch);
                break;
        }
    }

    private void ExecuteOnSecondary(string procedure, IReadOnlyList<EvaluatedArgument> arguments, BatchContext batch)
    {
        switch (procedure)
        {
            case "sp_add_log_shipping_secondary_database":
                AddSecondary(new(procedure, arguments, SecondaryParameters));
                break;
            case "sp_change_log_shipping_secondary_database":
                var change = new ProcedureArguments(procedure, arguments, SecondaryParameters);
                var (holder, old) = Catalog.Secondary(change.RequiredText("@secondary_database"));
                Catalog.Put(holder with { Databases = [.. holder.Databases.Where(other => other != old), Changed(old, change)] });
                break;
            case "sp_delete_log_shipping_secondary_database":
                var (source, database) = Catalog.Secondary(
                    new ProcedureArguments(procedure, arguments, "@secondary_database", "@ignoreremotemonitor").RequiredText("@secondary_database"));
                Catalog.Put(source with { Databases = [.. source.Databases.Where(other => other != database)] });
                break;
            case "sp_add_log_shipping_alert_job":
                var alert = new ProcedureArguments(procedure, arguments, "@alert_job_id");
                var id = Catalog.Current.AlertJobId ?? Catalog.AddJob($"LSAlert_{instance.ServerName}", "Log shipping alert job.", Now);
                Catalog.SetAlertJob(id);
                alert.Answer("@alert_job_id", id, batch);
                break;
            case "sp_delete_log_shipping_alert_job":
                Catalog.SetAlertJob(null);
                break;
            case "sp_refresh_log_shipping_monitor" or "sp_cleanup_log_shipping_history":
                // The monitor is this instance, so its tables are never behind; and no history is written that could be old.
                RequireAgent(new(procedure, arguments, "@agent_id", "@agent_type", "@database", "@mode"));
                break;
            default:
                throw SqlErrors.UnknownProcedure(procedure);
        }
    }

    private void AddPrimary(ProcedureArguments given, BatchContext batch)
    {
        var name = given.RequiredText("@database");
        var database = instance.FindDatabase(name);
        if (database is null || (database.AccessError() is not null && database.Role is DatabaseRole.Standalone))
        {
            throw new SqlErrorException(32007, 16, 1, $"Database {name} is not ONLINE.");
        }

        if (database.RecoveryModel is RecoveryModel.Simple)
        {
            throw new SqlErrorException(32015, 16, 1, $"The primary database {name} cannot have SIMPLE recovery for log shipping to work properly.");
        }

        RequireLocalMonitor(given);
        RequireEdition();
        var existing = Catalog.Current.Primaries.FirstOrDefault(primary => string.Equals(primary.Database, name, StringComparison.OrdinalIgnoreCase));
        if (existing is not null && given.Flag("@overwrite") is not true)
        {
            throw new SqlErrorException(32009, 16, 1, $"A log shipping entry already exists for primary database {name}.");
        }

        var job = existing?.BackupJobId
            ?? Catalog.AddJob(given.Text("@backup_job_name") ?? $"LSBackup_{name}", $"Log shipping backup log job for {name}.", Now);
        var primary = Changed(existing ?? new()
        {
            Id = Guid.NewGuid(),
            Database = name,
            BackupDirectory = given.RequiredText("@backup_directory"),
            BackupShare = given.RequiredText("@backup_share"),
            BackupJobId = job,
        }, given);
        Catalog.Put(primary);
        given.Answer("@backup_job_id", primary.BackupJobId, batch);
        given.Answer("@primary_id", primary.Id, batch);
    }

    private static ShippedPrimary Changed(ShippedPrimary primary, ProcedureArguments given) => primary with
    {
        BackupDirectory = given.Text("@backup_directory") ?? primary.BackupDirectory,
        BackupShare = given.Text("@backup_share") ?? primary.BackupShare,
        BackupRetention = given.Integer("@backup_retention_period") ?? primary.BackupRetention,
        Compression = given.Integer("@backup_compression") switch
        {
            null => primary.Compression,
            >= 0 and <= 2 and var level => (byte)level,
            _ => throw Invalid("@backup_compression"),
        },
        BackupThreshold = given.Integer("@backup_threshold") ?? primary.BackupThreshold,
        ThresholdAlert = given.Integer("@threshold_alert") ?? primary.ThresholdAlert,
        ThresholdAlertEnabled = given.Flag("@threshold_alert_enabled") ?? primary.ThresholdAlertEnabled,
        HistoryRetention = given.Integer("@history_retention_period") ?? primary.HistoryRetention,
    };

    private void ChangeSecondaries(ProcedureArguments given, bool add)
    {
        var primary = Catalog.Primary(given.RequiredText("@primary_database"));
        var to = new ShippedTo(given.RequiredText("@secondary_server"), given.RequiredText("@secondary_database"));
        var exists = primary.Secondaries.Contains(to);
        if (add && exists && given.Flag("@overwrite") is not true)
        {
            throw new SqlErrorException(32012, 16, 1, $"Secondary {to.Server}.{to.Database} already exists for primary {primary.Database}.");
        }

        if (!add && !exists)
        {
            throw new SqlErrorException(32014, 16, 1, $"Database {to.Server}.{to.Database} does not exist as log shipping secondary.");
        }

        Catalog.Put(primary with { Secondaries = [.. primary.Secondaries.Where(other => other != to), .. add ? [to] : Array.Empty<ShippedTo>()] });
    }

    private void AddSource(ProcedureArguments given, BatchContext batch)
    {
        var (server, name) = (given.RequiredText("@primary_server"), given.RequiredText("@primary_database"));
        RequireLocalMonitor(given);
        RequireEdition();
        var existing = Catalog.Current.Sources.FirstOrDefault(source => string.Equals(source.PrimaryServer, server, StringComparison.OrdinalIgnoreCase)
            && string.Equals(source.PrimaryDatabase, name, StringComparison.OrdinalIgnoreCase));
        if (existing is not null && given.Flag("@overwrite") is not true)
        {
            throw new SqlErrorException(32024, 16, 1, $"An entry for primary server {server}, primary database {name} already exists.");
        }

        var source = Changed(
            existing ?? new()
            {
                Id = Guid.NewGuid(),
                PrimaryServer = server,
                PrimaryDatabase = name,
                SourceDirectory = given.RequiredText("@backup_source_directory"),
                DestinationDirectory = given.RequiredText("@backup_destination_directory"),
                CopyJobId = Catalog.AddJob(given.RequiredText("@copy_job_name"), $"Log shipping copy job for {server}:{name}.", Now),
                RestoreJobId = Catalog.AddJob(given.RequiredText("@restore_job_name"), $"Log shipping restore log job for {server}:{name}.", Now),
            },
            given);
        Catalog.Put(source);
        given.Answer("@copy_job_id", source.CopyJobId, batch);
        given.Answer("@restore_job_id", source.RestoreJobId, batch);
        given.Answer("@secondary_id", source.Id, batch);
    }

    private static ShippedFrom Changed(ShippedFrom source, ProcedureArguments given) => source with
    {
        SourceDirectory = given.Text("@backup_source_directory") ?? source.SourceDirectory,
        DestinationDirectory = given.Text("@backup_destination_directory") ?? source.DestinationDirectory,
        FileRetention = given.Integer("@file_retention_period") ?? source.FileRetention,
    };

    private void AddSecondary(ProcedureArguments given)
    {
        var name = given.RequiredText("@secondary_database");
        var source = Catalog.Source(given.RequiredText("@primary_server"), given.RequiredText("@primary_database"));
        var existing = Catalog.Current.Sources.SelectMany(other => other.Databases)
            .FirstOrDefault(other => string.Equals(other.Database, name, StringComparison.OrdinalIgnoreCase));
        if (existing is not null && given.Flag("@overwrite") is not true)
        {
            throw new SqlErrorException(32013, 16, 1, $"A log shipping entry already exists for secondary database {name}.");
        }

        Catalog.Put(source with { Databases = [.. source.Databases.Where(other => other != existing), Changed(existing ?? new() { Database = name }, given)] });
    }

    private static ShippedSecondary Changed(ShippedSecondary secondary, ProcedureArguments given) => secondary with
    {
        RestoreDelay = given.Integer("@restore_delay") ?? secondary.RestoreDelay,
        RestoreAll = given.Flag("@restore_all") ?? secondary.RestoreAll,
        RestoreMode = given.Flag("@restore_mode") ?? secondary.RestoreMode,
        DisconnectUsers = given.Flag("@disconnect_users") ?? secondary.DisconnectUsers,
        BlockSize = given.Integer("@block_size") ?? secondary.BlockSize,
        BufferCount = given.Integer("@buffer_count") ?? secondary.BufferCount,
        MaxTransferSize = given.Integer("@max_transfer_size") ?? secondary.MaxTransferSize,
        RestoreThreshold = given.Integer("@restore_threshold") ?? secondary.RestoreThreshold,
        ThresholdAlert = given.Integer("@threshold_alert") ?? secondary.ThresholdAlert,
        ThresholdAlertEnabled = given.Flag("@threshold_alert_enabled") ?? secondary.ThresholdAlertEnabled,
        HistoryRetention = given.Integer("@history_retention_period") ?? secondary.HistoryRetention,
    };

    /// <summary>agent_type 0 is a backup, whose id is a primary's; 1 copy and 2 restore belong to a source.</summary>
    private void RequireAgent(ProcedureArguments given)
    {
        var (id, type) = (given.Guid("@agent_id"), given.Integer("@agent_type"));
        var isKnown = type is 0
            ? Catalog.Current.Primaries.Any(primary => primary.Id == id)
            : type is 1 or 2 && Catalog.Current.Sources.Any(source => source.Id == id);
        if (!isKnown)
        {
            throw new SqlErrorException(
                32016, 16, 1, $"The specified agent_id {id} or agent_type {type} do not form a valid pair for log shipping monitoring processing.");
        }
    }

    private void RequireLocalMonitor(ProcedureArguments given)
    {
        if (given.Text("@monitor_server") is { } monitor && !string.Equals(monitor, instance.ServerName, StringComparison.OrdinalIgnoreCase))
        {
            throw SqlErrors.NotSupported($"@monitor_server = '{monitor}', which is another instance");
        }
    }

    private void RequireEdition()
    {
        if (instance.Options.Edition is "Express")
        {
            throw new SqlErrorException(32017, 16, 1,
                $"Log shipping is supported on Enterprise, Developer and Standard editions of SQL Server. This instance has {instance.Options.Edition} Edition "
                    + "and is not supported.");
        }
    }

    private static SqlErrorException Invalid(string parameter) =>
        new(15021, 16, 2, $"Invalid value given for parameter {parameter}. Specify a valid parameter value.");
}
