using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.TSql.Binding;
using ChatDr.Simulator.TSql.Syntax;
using static ChatDr.Simulator.TSql.Catalog.ViewBuilder;

namespace ChatDr.Simulator.TSql.Catalog;

/// <summary>The catalog views of schema sys and msdb's history, with the product's column names and types.</summary>
internal static class CatalogViews
{
    /// <summary>A view by name; null if it is not simulated.</summary>
    public static Relation? Find(ObjectName name, CatalogContext context)
    {
        var instance = context.Instance;
        return name.Name.ToLowerInvariant() switch
        {
            "databases" => Databases(instance),
            "master_files" => MasterFiles(instance),
            "database_recovery_status" => RecoveryStatus(instance),
            "server_principals" or "sql_logins" => Logins(instance),
            "database_principals" => Users(context),
            "certificates" => Certificates(instance),
            "symmetric_keys" => View("name sysname, principal_id int, symmetric_key_id int", () => instance.HasMasterKey ? [["##MS_DatabaseMasterKey##", 1, 101]] : []),
            "endpoints" or "database_mirroring_endpoints" or "tcp_endpoints" => Endpoints(instance),
            "tables" or "objects" => Tables(context),
            "dm_exec_sessions" => Sessions(instance),
            "dm_os_sys_info" => View("cpu_count int, sqlserver_start_time datetime", () => [[Environment.ProcessorCount, instance.StartTime]]),
            "dm_os_host_info" => View("host_platform nvarchar256, host_distribution nvarchar256, host_release nvarchar256", () => [["Linux", "ChatDr SQL Server simulator", ""]]),
            "backupset" => BackupViews.BackupSets(instance),
            "backupmediafamily" => BackupViews.MediaFamilies(instance),
            "restorehistory" => BackupViews.Restores(instance),
            _ => AvailabilityViews.Find(name.Name.ToLowerInvariant(), instance),
        };
    }

    internal static Guid? ReplicaOf(Instance instance, Database database) =>
        database.File.AvailabilityGroup is { } group ? instance.AvailabilityGroups.Find(group)?.Local?.Id : null;

    private static Relation Databases(Instance instance) => View(
        "name sysname, database_id int, create_date datetime, owner_sid varbinary, state tinyint, state_desc nvarchar60, recovery_model tinyint, recovery_model_desc nvarchar60, user_access_desc nvarchar60, is_read_only bit, replica_id guid, group_database_id guid",
        () => Instance.SystemDatabases.Select(system => (object?[])[system.Key, system.Value, instance.StartTime, new byte[] { 1 }, (byte)0, "ONLINE", (byte)3, "SIMPLE", "MULTI_USER", false, null, null])
            .Concat(instance.Databases.Select(database => (object?[])
            [
                database.Name, database.Id, database.File.Created, Convert.FromHexString(database.File.OwnerSid), (byte)database.Status, StateName(database.Status),
                (byte)database.RecoveryModel, database.RecoveryModel is RecoveryModel.BulkLogged ? "BULK_LOGGED" : database.RecoveryModel.ToString().ToUpperInvariant(), "MULTI_USER", false,
                ReplicaOf(instance, database), AvailabilityViews.GroupDatabaseId(instance, database),
            ])));

    private static string StateName(DatabaseStatus status) => status is DatabaseStatus.RecoveryPending ? "RECOVERY_PENDING" : status.ToString().ToUpperInvariant();

    private static Relation MasterFiles(Instance instance) => View(
        "database_id int, file_id int, type tinyint, type_desc nvarchar60, name sysname, physical_name nvarchar260, state tinyint, state_desc nvarchar60, redo_start_lsn lsn, redo_start_fork_guid guid",
        () => instance.Databases.SelectMany(database => new (int Id, string Kind, string Name, string Path)[] { (1, "ROWS", database.Name, database.File.DataPath), (2, "LOG", database.Name + "_log", database.File.LogPath) }
            .Select(file => (object?[])
            [
                database.Id, file.Id, (byte)(file.Id - 1), file.Kind, file.Name, file.Path, (byte)database.Status, StateName(database.Status),
                database.Status is DatabaseStatus.Restoring ? database.RedoLsn.ToNumeric() : null, database.Status is DatabaseStatus.Restoring ? database.Read(image => image.RecoveryFork.Id) : null,
            ])));

    private static Relation RecoveryStatus(Instance instance) => View(
        "database_id int, database_guid guid, family_guid guid, last_log_backup_lsn lsn, recovery_fork_guid guid, first_recovery_fork_guid guid, fork_point_lsn lsn",
        () => instance.Databases.Select(database => database.Read(image => (object?[])
        [
            database.Id, database.File.DatabaseGuid, image.FamilyGuid, image.LastLogBackupLsn?.ToNumeric(), image.RecoveryFork.Id, image.PreviousRecoveryFork?.Id, image.PreviousRecoveryFork is null ? null : image.RecoveryFork.Start.ToNumeric(),
        ])));

    private static Relation Logins(Instance instance) => View(
        "name sysname, principal_id int, sid varbinary, type nvarchar1, type_desc nvarchar60, is_disabled bit, create_date datetime, default_database_name sysname",
        () => instance.Logins.Select(login => (object?[])[login.Name, login.PrincipalId, Convert.FromHexString(login.Sid), "S", "SQL_LOGIN", login.IsDisabled, login.Created, login.DefaultDatabase]));

    private static Relation Users(CatalogContext context) => View("name sysname, principal_id int, type nvarchar1, type_desc nvarchar60, sid varbinary", () => UserRows(context));

    private static IEnumerable<object?[]> UserRows(CatalogContext context)
    {
        if (context.Instance.FindDatabase(context.Database) is { } database)
        {
            return database.Users.Select(user => (object?[])[user.Name, user.PrincipalId, "S", "SQL_USER", Convert.FromHexString(user.Sid)]);
        }

        return context.Instance.MasterUsers.Select((user, i) => (object?[])[user.Key, 5 + i, "S", "SQL_USER", Convert.FromHexString(user.Value)]).Prepend(["dbo", 1, "S", "SQL_USER", new byte[] { 1 }]);
    }

    private static Relation Certificates(Instance instance) => View(
        "name sysname, certificate_id int, subject nvarchar4000, thumbprint varbinary, cert_serial_number nvarchar64, start_date datetime, expiry_date datetime",
        () => instance.Certificates.Select(certificate => (object?[])
        [
            certificate.Name, certificate.Id, certificate.Subject, Convert.FromHexString(certificate.Thumbprint), certificate.SerialNumber, certificate.StartDate, certificate.ExpiryDate,
        ]));

    private static Relation Endpoints(Instance instance) => View(
        "name sysname, endpoint_id int, protocol_desc nvarchar60, type tinyint, type_desc nvarchar60, state tinyint, state_desc nvarchar60, role_desc nvarchar60, port int, certificate_id int",
        () => instance.Endpoint is { } endpoint
            ? [[endpoint.Name, endpoint.Id, "TCP", (byte)4, "DATABASE_MIRRORING", (byte)(endpoint.IsStarted ? 0 : 1), endpoint.IsStarted ? "STARTED" : "STOPPED", endpoint.Role, endpoint.Port, instance.Certificates.FirstOrDefault(other => other.Name == endpoint.Certificate)?.Id]]
            : []);

    private static Relation Tables(CatalogContext context) => View(
        "name sysname, object_id int, type nvarchar2, type_desc nvarchar60, create_date datetime",
        () => context.Instance.FindDatabase(context.Database)?.Tables.Select(table => (object?[])[table.Definition.Name, table.Definition.ObjectId, "U", "USER_TABLE", table.Definition.Created]) ?? []);

    private static Relation Sessions(Instance instance) => View(
        "session_id smallint, login_name sysname, original_login_name sysname, host_name sysname, program_name sysname, status nvarchar30, database_id smallint, is_user_process bit, login_time datetime, last_request_start_time datetime, open_transaction_count int",
        () => instance.Sessions.All.Select(session => (object?[])
        [
            session.Id, session.LoginName, session.LoginName, session.HostName, session.ProgramName, session.Status,
            (short)(instance.FindDatabase(session.Database)?.Id ?? Instance.SystemDatabases.GetValueOrDefault(session.Database)), true, session.LoginTime, session.LastBatch, session.HasOpenTransaction ? 1 : 0,
        ]));
}
