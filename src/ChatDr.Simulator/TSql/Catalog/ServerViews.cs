using System.Globalization;
using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Configuration;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Hosting;
using ChatDr.Simulator.Protocol;
using ChatDr.Simulator.TSql.Binding;
using static ChatDr.Simulator.TSql.Catalog.ViewBuilder;

namespace ChatDr.Simulator.TSql.Catalog;

/// <summary>
/// The server's machine, services and configuration, and what sp_configure, sp_helpdb and sp_databases list (the page of each on Microsoft Learn).
/// </summary>
internal static class ServerViews
{
    /// <summary>A view by name; null if it is not one of these.</summary>
    public static Relation? Find(string name, CatalogContext context)
    {
        var instance = context.Instance;
        return name switch
        {
            "dm_os_sys_info" => View(
                "cpu_count int, hyperthread_ratio int, physical_memory_kb bigint, sqlserver_start_time datetime, sqlserver_start_time_ms_ticks bigint, "
                    + "ms_ticks bigint, virtual_machine_type int, virtual_machine_type_desc nvarchar60, container_type int, container_type_desc nvarchar60",
                () =>
                [
                    [
                        Environment.ProcessorCount, 1, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1024,
                        TimeZoneInfo.ConvertTimeFromUtc(instance.StartTime, instance.Time.LocalTimeZone), 0L,
                        (long)(instance.Time.GetUtcNow().UtcDateTime - instance.StartTime).TotalMilliseconds, 0, "NONE", 0, "NONE",
                    ],
                ]),
            "dm_os_host_info" => View(
                "host_platform nvarchar256, host_distribution nvarchar256, host_release nvarchar256, host_service_pack_level nvarchar256, host_sku int, "
                    + "os_language_version int, host_architecture nvarchar256",
                () => [[context.Personality is Personality.Windows ? "Windows" : "Linux", "ChatDr SQL Server simulator", "", "", null, 0, "X64"]]),
            "dm_server_services" => View(
                "servicename nvarchar256, startup_type int, startup_type_desc nvarchar256, status int, status_desc nvarchar256, process_id int, "
                    + "last_startup_time datetime, service_account nvarchar256, filename nvarchar256, is_clustered nvarchar1, cluster_nodename nvarchar256",
                () =>
                    [["SQL Server (MSSQLSERVER)", 2, "Automatic", 4, "Running", Environment.ProcessId, instance.StartTime, "", "ChatDr SQL Server simulator",
                        "N", null]]),
            "configurations" => View(
                "configuration_id int, name nvarchar35, value int, minimum int, maximum int, value_in_use int, description nvarchar255, is_dynamic bit, "
                    + "is_advanced bit",
                () => ServerOption.All.OrderBy(option => option.Id).Select(option => (object?[])
                [
                    option.Id, option.Name, instance.ConfiguredValue(option), option.Minimum, option.Maximum, instance.ValueInUse(option), option.Description,
                    option.IsDynamic, option.IsAdvanced,
                ])),
            _ => null,
        };
    }

    /// <summary>sp_configure without a value.</summary>
    public static Relation Options(Instance instance, IReadOnlyList<ServerOption> options) => View(
        "name nvarchar35, minimum int, maximum int, config_value int, run_value int",
        () => options.OrderBy(option => option.Name, StringComparer.OrdinalIgnoreCase).Select(option => (object?[])
            [option.Name, option.Minimum, option.Maximum, instance.ConfiguredValue(option), instance.ValueInUse(option)]));

    /// <summary>sp_helpdb; the files of one database are in sys.database_files.</summary>
    /// <exception cref="SqlErrorException">15010: there is no such database.</exception>
    public static Relation HelpDatabases(CatalogContext context, string? name)
    {
        var databases = context.Instance.Databases.Where(database => name is null || string.Equals(database.Name, name, StringComparison.OrdinalIgnoreCase))
            .ToArray();
        if (name is not null && databases.Length is 0)
        {
            throw new SqlErrorException(
                15010, 16, 1, $"The database '{name}' does not exist. Supply a valid database name. To see available databases, use sys.databases.");
        }

        return View(
            "name sysname, db_size nvarchar13, owner sysname, dbid smallint, created nvarchar11, status nvarchar600, compatibility_level tinyint",
            () => databases.Select(database => (object?[])
            [
                database.Name, null, context.Instance.Logins.FirstOrDefault(login => login.Sid == database.File.OwnerSid)?.Name, (short)database.Id,
                database.File.Created.ToString("MMM dd yyyy", CultureInfo.InvariantCulture), Status(database), (byte)160,
            ]));
    }

    /// <summary>sp_databases; sizes are not known here.</summary>
    public static Relation DatabaseSizes(CatalogContext context) => new(
        [new("DATABASE_NAME", SqlType.SysName), new("DATABASE_SIZE", SqlType.Int), new("REMARKS", SqlType.VarChar(254))],
        () => Instance.SystemDatabases.Keys.Concat(
            context.Instance.Databases.Where(database => database.AccessError() is null).Select(database => database.Name))
            .Order(StringComparer.OrdinalIgnoreCase)
            .Select(name => (object?[])[name, null, null]));

    private static string Status(Database database) =>
        $"Status={database.Status.ToString().ToUpperInvariant()}, Updateability=READ_WRITE, UserAccess=MULTI_USER, Recovery="
            + (database.RecoveryModel is RecoveryModel.BulkLogged ? "BULK_LOGGED" : database.RecoveryModel.ToString().ToUpperInvariant());
}
