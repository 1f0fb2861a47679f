using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Security;

namespace ChatDr.Simulator.TSql.Sessions;

/// <summary>Who may do what: sysadmin everything, others what their user's roles allow.</summary>
internal static class DatabaseAccess
{
    /// <summary>Whether the login is a member of sysadmin.</summary>
    public static bool IsSysadmin(LoginAccount login) => login.ServerRoles.Contains("sysadmin", StringComparer.OrdinalIgnoreCase);

    /// <summary>Refuses a database that does not exist, cannot be used, or where the login has no user.</summary>
    /// <exception cref="SqlErrorException">911, 916, or why the database is not accessible.</exception>
    public static void Require(Instance instance, LoginAccount login, string name)
    {
        if (Instance.SystemDatabases.ContainsKey(name))
        {
            return;
        }

        var database = instance.GetDatabase(name);
        database.EnsureAccessible();
        if (!IsSysadmin(login) && !database.Users.Any(user => user.Sid == login.Sid))
        {
            throw new SqlErrorException(916, 14, 2, $"The server principal \"{login.Name}\" is not able to access the database \"{name}\" under the current security context.");
        }
    }

    /// <summary>Refuses a statement about the server to everybody but sysadmin.</summary>
    /// <exception cref="SqlErrorException">15247.</exception>
    public static void RequireSysadmin(LoginAccount login)
    {
        if (!IsSysadmin(login))
        {
            throw new SqlErrorException(15247, 16, 1, "User does not have permission to perform this action.");
        }
    }
}
