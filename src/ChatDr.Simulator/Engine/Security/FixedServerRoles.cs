using System.Collections.Frozen;

namespace ChatDr.Simulator.Engine.Security;

/// <summary>
/// The fixed server roles and what they grant (Microsoft Learn, "Server-level roles"). Roles of which nothing here would be allowed are left out: bulkadmin,
/// diskadmin, setupadmin.
/// </summary>
internal static class FixedServerRoles
{
    /// <summary>The role that may do everything.</summary>
    public const string Sysadmin = "sysadmin";

    /// <summary>The role that every login is in.</summary>
    public const string Public = "public";

    private static readonly FrozenDictionary<string, (int Id, string[] Permissions)> Roles = new Dictionary<string, (int, string[])>
    {
        [Public] = (2, ["VIEW ANY DATABASE"]),
        [Sysadmin] = (3, ["CONTROL SERVER"]),
        ["securityadmin"] = (4, ["ALTER ANY LOGIN"]),
        ["serveradmin"] = (5, ["ALTER ANY ENDPOINT", "ALTER SERVER STATE", "ALTER SETTINGS", "SHUTDOWN", "VIEW SERVER STATE"]),
        ["processadmin"] = (7, ["ALTER ANY CONNECTION", "ALTER SERVER STATE"]),
        ["dbcreator"] = (9, ["ALTER ANY DATABASE", "CREATE ANY DATABASE"]),
        ["##MS_DatabaseConnector##"] = (11, ["CONNECT ANY DATABASE"]),
        ["##MS_DatabaseManager##"] = (12, ["ALTER ANY DATABASE", "CREATE ANY DATABASE"]),
        ["##MS_DefinitionReader##"] = (13, ["VIEW ANY DATABASE", "VIEW ANY DEFINITION"]),
        ["##MS_LoginManager##"] = (14, ["CREATE LOGIN", "ALTER ANY LOGIN"]),
        ["##MS_ServerStateManager##"] = (15, ["ALTER SERVER STATE", "VIEW SERVER STATE"]),
        ["##MS_ServerStateReader##"] = (16, ["VIEW SERVER STATE"]),
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Names and ids.</summary>
    public static IEnumerable<(string Name, int Id)> All => Roles.Select(role => (role.Key, role.Value.Id)).OrderBy(role => role.Id);

    /// <summary>The role as it is spelt; null for none of that name.</summary>
    public static string? Find(string name) => Roles.Keys.FirstOrDefault(role => string.Equals(role, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>principal_id.</summary>
    public static int IdOf(string role) => Roles[role].Id;

    /// <summary>What the role grants.</summary>
    public static IEnumerable<PermissionGrant> Grants(string role) =>
        Roles.TryGetValue(role, out var found) ? found.Permissions.Select(permission => new PermissionGrant(permission)) : [];
}
