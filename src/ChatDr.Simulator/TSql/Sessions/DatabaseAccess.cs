using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Security;

namespace ChatDr.Simulator.TSql.Sessions;

/// <summary>Who may come into a database.</summary>
internal static class DatabaseAccess
{
    /// <summary>Refuses a database that does not exist, cannot be used, or where the login has neither a user nor a permission to connect.</summary>
    /// <exception cref="SqlErrorException">911, 916, or why the database is not accessible.</exception>
    public static void Require(Instance instance, LoginAccount login, string name)
    {
        if (Instance.SystemDatabases.ContainsKey(name))
        {
            return;
        }

        var database = instance.GetDatabase(name);
        database.EnsureAccessible();
        if (!instance.EntitlementsOf(login, name).Allows("CONNECT", SecurableClass.Database))
        {
            throw new SqlErrorException(916, 14, 2, $"The server principal \"{login.Name}\" is not able to access the database \"{name}\" under the current security context.");
        }
    }

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
