using System.Collections.Frozen;

namespace ChatDr.Simulator.Engine.Security;

/// <summary>The fixed database roles and what they grant and deny (Microsoft Learn, "Database-level roles").</summary>
internal static class FixedDatabaseRoles
{
    /// <summary>The role that may do everything in its database.</summary>
    public const string Owner = "db_owner";

    private static readonly FrozenDictionary<string, (int Id, PermissionState State, string[] Permissions)> Roles =
        new Dictionary<string, (int, PermissionState, string[])>
        {
            [Owner] = (16384, PermissionState.Grant, ["CONTROL"]),
            ["db_accessadmin"] = (16385, PermissionState.Grant, ["ALTER ANY USER", "CONNECT"]),
            ["db_securityadmin"] = (16386, PermissionState.Grant, ["ALTER ANY ROLE", "VIEW DEFINITION"]),
            ["db_ddladmin"] = (16387, PermissionState.Grant, ["ALTER ANY SCHEMA", "ALTER ANY CERTIFICATE", "CHECKPOINT", "CREATE TABLE"]),
            ["db_backupoperator"] = (16389, PermissionState.Grant, ["BACKUP DATABASE", "BACKUP LOG", "CHECKPOINT"]),
            ["db_datareader"] = (16390, PermissionState.Grant, ["SELECT"]),
            ["db_datawriter"] = (16391, PermissionState.Grant, ["INSERT", "UPDATE", "DELETE"]),
            ["db_denydatareader"] = (16392, PermissionState.Deny, ["SELECT"]),
            ["db_denydatawriter"] = (16393, PermissionState.Deny, ["INSERT", "UPDATE", "DELETE"]),
        }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Names and ids.</summary>
    public static IEnumerable<(string Name, int Id)> All => Roles.Select(role => (role.Key, role.Value.Id)).OrderBy(role => role.Id);

    /// <summary>The role as it is spelt; null for none of that name.</summary>
    public static string? Find(string name) => Roles.Keys.FirstOrDefault(role => string.Equals(role, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>principal_id.</summary>
    public static int IdOf(string role) => Roles[role].Id;

    /// <summary>What the role grants or denies in its database.</summary>
    public static IEnumerable<PermissionGrant> Grants(string role) => Roles.TryGetValue(role, out var found)
        ? found.Permissions.Select(permission => new PermissionGrant(permission, SecurableClass.Database, "", found.State))
        : [];
}
