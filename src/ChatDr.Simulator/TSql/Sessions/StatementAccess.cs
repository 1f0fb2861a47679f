using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Security;
using ChatDr.Simulator.TSql.Syntax;

namespace ChatDr.Simulator.TSql.Sessions;

/// <summary>
/// Which permission each statement about the instance needs, and with which error it is refused without: pure. Source of each is the section "Permissions" of
/// the statement's page on Microsoft Learn. One differs: "CREATE AVAILABILITY GROUP" asks there for membership in sysadmin and a permission besides; here the
/// permission is enough.
/// </summary>
internal static class StatementAccess
{
    /// <summary>Why the statement is refused; null when it is not.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="login">Who asks.</param>
    /// <param name="current">The current database.</param>
    /// <param name="entitlements">What the login may do at the server and in the database of this name.</param>
    /// <param name="exists">Whether there is a database of this name.</param>
    public static SqlErrorException? Refuse(
        Statement statement, LoginAccount login, string current, Func<string, Entitlements> entitlements, Func<string, bool> exists)
    {
        if (login.IsSysadmin)
        {
            return null;
        }

        var may = entitlements(current);
        return statement switch
        {
            KillStatement => Unless(may.Allows("ALTER ANY CONNECTION"), new(6102, 14, 1, "User does not have permission to use the KILL statement.")),
            CheckpointStatement => Unless(may.Allows("CHECKPOINT", SecurableClass.Database), Denied262("CHECKPOINT", current)),
            CreateDatabaseStatement => Unless(may.Allows("CREATE ANY DATABASE"), Denied262("CREATE DATABASE", "master")),
            DropDatabaseStatement drop => drop.Names
                .Select(name => Unless(
                    MayDrop(entitlements(name)),
                    new SqlError(3701, 11, 1, $"Cannot drop the database '{name}', because it does not exist or you do not have permission.")))
                .FirstOrDefault(error => error is not null),
            AlterDatabaseStatement alter => RefuseAlterDatabase(alter.Name ?? current, entitlements(alter.Name ?? current)),
            BackupStatement backup => RefuseBackup(backup, entitlements(backup.Database.Value)),
            RestoreStatement restore => RefuseRestore(restore, login, entitlements, exists),
            CreateAvailabilityGroupStatement => Unless(may.Allows("CREATE AVAILABILITY GROUP"), NoPermission),
            AlterAvailabilityGroupStatement alter => Unless(
                may.Allows("ALTER", SecurableClass.AvailabilityGroup, alter.Name), Cannot("alter", "availability group", alter.Name)),
            DropAvailabilityGroupStatement drop => Unless(
                may.Allows("ALTER", SecurableClass.AvailabilityGroup, drop.Name), Cannot("drop", "availability group", drop.Name)),
            _ => RefuseSecurity(statement, login, may),
        };
    }

    /// <summary>15247: what is said where no better message exists.</summary>
    public static SqlError NoPermission { get; } = new(15247, 16, 1, "User does not have permission to perform this action.");

    /// <summary>262.</summary>
    public static SqlError Denied262(string permission, string database) => new(262, 14, 1, $"{permission} permission denied in database '{database}'.");

    private static SqlError Cannot(string verb, string kind, string name) =>
        new(15151, 16, 1, $"Cannot {verb} the {kind} '{name}', because it does not exist or you do not have permission.");

    private static bool MayDrop(Entitlements there) => there.Allows("CONTROL", SecurableClass.Database) || there.Allows("ALTER ANY DATABASE");

    private static SqlErrorException? RefuseAlterDatabase(string name, Entitlements there) => Unless(
        there.Allows("ALTER", SecurableClass.Database), Instance.CannotAlter(name).Errors[0], Instance.CannotAlter(name).Errors[1]);

    private static SqlErrorException? RefuseBackup(BackupStatement backup, Entitlements there)
    {
        var permission = backup.Log ? "BACKUP LOG" : "BACKUP DATABASE";
        return Unless(there.Allows(permission, SecurableClass.Database), Denied262(permission, backup.Database.Value),
            new(3013, 16, 1, $"{permission} is terminating abnormally."));
    }

    /// <summary>
    /// A database that does not exist: CREATE ANY DATABASE. One that does: its owner, dbcreator or CONTROL SERVER; db_owner does not help, because members of a
    /// database that is being restored cannot be looked up (Microsoft Learn, "RESTORE Statements").
    /// </summary>
    private static SqlErrorException? RefuseRestore(
        RestoreStatement restore, LoginAccount login, Func<string, Entitlements> entitlements, Func<string, bool> exists)
    {
        if (restore.Database?.Value is not { } name || !exists(name))
        {
            var verb = restore.Kind switch
            {
                RestoreKind.Log => "RESTORE LOG",
                RestoreKind.Database => "RESTORE DATABASE",
                var other => $"RESTORE {other.ToString().ToUpperInvariant()}",
            };
            return Unless(entitlements("master").Allows("CREATE ANY DATABASE"), Denied262("CREATE DATABASE", "master"),
                new(3013, 16, 1, $"{verb} is terminating abnormally."));
        }

        var may = entitlements(name);
        var isCreator = login.ServerRoles.Any(role => role is "dbcreator" or "##MS_DatabaseManager##");
        return Unless(
            may.IsDatabaseOwner || isCreator || may.Allows("CONTROL SERVER"),
            new(3110, 14, 1, $"User does not have permission to RESTORE database '{name}'."),
            new(3013, 16, 1, $"RESTORE {(restore.Kind is RestoreKind.Log ? "LOG" : "DATABASE")} is terminating abnormally."));
    }

    private static SqlErrorException? RefuseSecurity(Statement statement, LoginAccount login, Entitlements may) => statement switch
    {
        CreateLoginStatement => Unless(may.Allows("CREATE LOGIN"), NoPermission),
        AlterLoginStatement alter when alter.IsOwnPassword(login.Name) => null,
        AlterLoginStatement alter => Unless(may.Allows("ALTER", SecurableClass.Login, alter.Name), Cannot("alter", "login", alter.Name)),
        DropLoginStatement drop => Unless(may.Allows("ALTER ANY LOGIN"), Cannot("drop", "login", drop.Name)),
        AlterRoleStatement { Server: true } role => Unless(
            login.ServerRoles.Contains(role.Role, StringComparer.OrdinalIgnoreCase), Cannot("alter", "server role", role.Role)),
        AlterRoleStatement role => Unless(may.Allows("CONTROL", SecurableClass.Database), Cannot("alter", "role", role.Role)),
        CreateUserStatement => Unless(may.Allows("ALTER ANY USER", SecurableClass.Database), NoPermission),
        AlterUserStatement alter => Unless(may.Allows("ALTER ANY USER", SecurableClass.Database), Cannot("alter", "user", alter.Name)),
        DropUserStatement drop => Unless(may.Allows("ALTER ANY USER", SecurableClass.Database), Cannot("drop", "user", drop.Name)),
        MasterKeyStatement { Action: MasterKeyAction.Close } => null,
        MasterKeyStatement => Unless(may.Allows("CONTROL", SecurableClass.Database), NoPermission),
        CreateCertificateStatement => Unless(may.Allows("CREATE CERTIFICATE", SecurableClass.Database), NoPermission),
        DropCertificateStatement drop => Unless(may.Allows("ALTER ANY CERTIFICATE", SecurableClass.Database), Cannot("drop", "certificate", drop.Name)),
        BackupCertificateStatement backup => Unless(may.Allows("CONTROL", SecurableClass.Database), Cannot("find", "certificate", backup.Name)),
        CreateEndpointStatement => Unless(may.Allows("CREATE ENDPOINT"), NoPermission),
        AlterEndpointStatement alter => Unless(may.Allows("ALTER", SecurableClass.Endpoint, alter.Name), Cannot("alter", "endpoint", alter.Name)),
        DropEndpointStatement drop => Unless(
            may.Allows("ALTER", SecurableClass.Endpoint, drop.Name) || may.Allows("ALTER ANY ENDPOINT"), Cannot("drop", "endpoint", drop.Name)),
        PermissionStatement => null, // judged with its securable: whoever may grant depends on what is granted.
        ShutdownStatement => Unless(may.Allows("SHUTDOWN"), new SqlError(6004, 14, 1, "User does not have permission to perform this action.")),
        ReconfigureStatement => Unless(may.Allows("ALTER SETTINGS"), new SqlError(5812, 14, 1, "You do not have permission to run the RECONFIGURE statement.")),
        _ => new SqlErrorException([NoPermission]),
    };

    private static SqlErrorException? Unless(bool allowed, SqlError error, SqlError? then = null) =>
        allowed ? null : new SqlErrorException(then is null ? [error] : [error, then]);
}
