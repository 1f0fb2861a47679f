using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Engine.Security;
using ChatDr.Simulator.Engine.Sessions;

namespace ChatDr.Simulator.TSql.Sessions;

/// <summary>Who may come into a database.</summary>
internal static class DatabaseAccess
{
    /// <summary>Refuses a database that does not exist, cannot be used, or where the login has neither a user nor a permission to connect.</summary>
    /// <exception cref="SqlErrorException">911, 916, 923, 924, or why the database is not accessible.</exception>
    public static void Require(Instance instance, LoginAccount login, string name, SessionInfo? session = null)
    {
        if (Instance.SystemDatabases.ContainsKey(name))
        {
            return;
        }

        var database = instance.GetDatabase(name);
        database.EnsureAccessible();
        RequireAdmission(instance, login, database, session);
        if (!instance.EntitlementsOf(login, name).Allows("CONNECT", SecurableClass.Database))
        {
            throw new SqlErrorException(
                916, 14, 2, $"The server principal \"{login.Name}\" is not able to access the database \"{name}\" under the current security context.");
        }
    }

    /// <summary>SINGLE_USER and RESTRICTED_USER.</summary>
    private static void RequireAdmission(Instance instance, LoginAccount login, Database database, SessionInfo? session)
    {
        switch (database.Options.UserAccess)
        {
            case UserAccess.Single when instance.Sessions.All.Any(other => other != session && other.Uses(database.Name)):
                throw new SqlErrorException(924, 14, 1, $"Database '{database.Name}' is already open and can only have one user at a time.");
            case UserAccess.Restricted when !HasRole(login.ServerRoles, "sysadmin") && !HasRole(login.ServerRoles, "dbcreator") && !IsOwner(database, login):
                throw new SqlErrorException(
                    923, 14, 1, $"Database '{database.Name}' is in restricted mode. Only its owner and members of dbcreator and sysadmin can access it.");
            default:
                break;
        }
    }

    private static bool IsOwner(Database database, LoginAccount login) => database.Users.Any(user => user.Sid == login.Sid && HasRole(user.Roles, "db_owner"));

    private static bool HasRole(IReadOnlyList<string> roles, string role) => roles.Contains(role, StringComparer.OrdinalIgnoreCase);

    /// <summary>Refuses everybody who has not the permission.</summary>
    /// <exception cref="SqlErrorException">300 and 297, as for the dynamic management views.</exception>
    public static void RequireState(Entitlements may, string permission)
    {
        if (!may.Allows(permission))
        {
            throw new SqlErrorException([
                new(300, 14, 1, $"{permission} permission was denied on object 'server', database 'master'."),
                new(297, 16, 1, "The user does not have permission to perform this action.")]);
        }
    }
}
