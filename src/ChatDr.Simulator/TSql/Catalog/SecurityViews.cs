using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Engine.Security;
using ChatDr.Simulator.TSql.Binding;
using static ChatDr.Simulator.TSql.Catalog.ViewBuilder;

namespace ChatDr.Simulator.TSql.Catalog;

/// <summary>
/// The catalog views of logins, users, roles, permissions, keys and certificates, with the columns that Microsoft Learn lists for each, as far as they mean
/// something here. A row is seen by who owns the thing or has some permission on it (Microsoft Learn, "Metadata visibility configuration").
/// </summary>
internal static class SecurityViews
{
    private const string PrincipalColumns =
        "name sysname, principal_id int, sid varbinary, type nvarchar1, type_desc nvarchar60, is_disabled bit, create_date datetime, "
            + "modify_date datetime, default_database_name sysname, default_language_name sysname, credential_id int";

    private const string DatabasePrincipalColumns =
        "name sysname, principal_id int, type nvarchar1, type_desc nvarchar60, default_schema_name sysname, create_date datetime, "
            + "modify_date datetime, owning_principal_id int, sid varbinary, is_fixed_role bit, authentication_type int, authentication_type_desc nvarchar60";

    private const string PermissionColumns =
        "class tinyint, class_desc nvarchar60, major_id int, minor_id int, grantee_principal_id int, grantor_principal_id int, "
            + "type nvarchar4, permission_name nvarchar128, state nvarchar1, state_desc nvarchar60";

    /// <summary>A view by name; null if it is not one of these.</summary>
    public static Relation? Find(string name, CatalogContext context) => name switch
    {
        "server_principals" => View(PrincipalColumns + ", owning_principal_id int, is_fixed_role bit",
            () => [.. Logins(context).Select(login => (object?[])[.. Login(login), null, false]), .. ServerRoles(context)]),
        "sql_logins" => View(
            PrincipalColumns + ", is_policy_checked bit, is_expiration_checked bit, password_hash varbinary",
            () =>
                Logins(context).Select(login => (object?[])[
                    .. Login(login), login.CheckPolicy, login.CheckExpiration, context.May.Allows("CONTROL SERVER") ? login.PasswordHash : null])),
        "server_role_members" => View(
            "role_principal_id int, member_principal_id int",
            () => Logins(context).SelectMany(login => login.ServerRoles.Select(role => (object?[])[FixedServerRoles.IdOf(role), login.PrincipalId]))),
        "server_permissions" => View(PermissionColumns, () => Logins(context).SelectMany(login => ServerPermissions(context, login))),
        "database_principals" => View(DatabasePrincipalColumns,
            () => [.. SystemUsers(context), .. Users(context).Where(user => user.PrincipalId is not 1).Select(User), .. DatabaseRoles(context)]),
        "database_role_members" => View(
            "role_principal_id int, member_principal_id int",
            () => Users(context).SelectMany(user => user.Roles.Select(role => (object?[])[FixedDatabaseRoles.IdOf(role), user.PrincipalId]))),
        "database_permissions" => View(PermissionColumns, () => Users(context).SelectMany(user => DatabasePermissions(context, user))),
        "certificates" => Certificates(context),
        "symmetric_keys" => View(
            "name sysname, principal_id int, symmetric_key_id int, key_length int, key_algorithm nvarchar2, algorithm_desc nvarchar60, create_date datetime, "
                + "modify_date datetime, key_guid guid",
            () => IsMaster(context) && context.Instance.MasterKey is { } key && context.May.Sees(SecurableClass.Database, "")
                ? [["##MS_DatabaseMasterKey##", 1, 101, 256, "A3", "AES_256", key.Created, key.Modified, key.KeyGuid]]
                : []),
        _ => null,
    };

    private static bool IsMaster(CatalogContext context) => string.Equals(context.Database, "master", StringComparison.OrdinalIgnoreCase);

    /// <summary>Everybody sees sa and itself; others are seen with a permission on them.</summary>
    private static IEnumerable<LoginAccount> Logins(CatalogContext context) =>
        context.Instance.Logins.Where(login => login.PrincipalId is 1 || login.Sid == context.Login.Sid || context.May.Sees(SecurableClass.Login, login.Name));

    private static object?[] Login(LoginAccount login) =>
    [
        login.Name, login.PrincipalId, Convert.FromHexString(login.Sid), "S", "SQL_LOGIN", login.IsDisabled, login.Created, login.Modified,
        login.DefaultDatabase, "us_english", null,
    ];

    private static IEnumerable<object?[]> ServerRoles(CatalogContext context) => FixedServerRoles.All.Select(role => (object?[])
    [
        role.Name, role.Id, new[] { (byte)role.Id }, "R", "SERVER_ROLE", false, context.Instance.StartTime, context.Instance.StartTime, null, null, null, 1,
        role.Name is not FixedServerRoles.Public,
    ]);

    private static IEnumerable<object?[]> ServerPermissions(CatalogContext context, LoginAccount login) => login.Permissions
        .Prepend(new PermissionGrant("CONNECT SQL"))
        .DistinctBy(grant => (grant.Permission, grant.Class, grant.Securable))
        .Select(grant => Permission(grant, MajorId(context.Instance, grant), login.PrincipalId));

    private static int MajorId(Instance instance, PermissionGrant grant) => grant.Class switch
    {
        SecurableClass.Endpoint => instance.Endpoint?.Id ?? 0,
        SecurableClass.Login => instance.FindLogin(grant.Securable)?.PrincipalId ?? 0,
        SecurableClass.AvailabilityGroup => instance.AvailabilityGroups.All.ToList().FindIndex(
            group => string.Equals(group.Configuration.Name, grant.Securable, StringComparison.OrdinalIgnoreCase)) + 65536,
        _ => 0,
    };

    private static IEnumerable<object?[]> DatabasePermissions(CatalogContext context, DatabaseUser user) => user.Permissions
        .Prepend(new PermissionGrant("CONNECT", SecurableClass.Database))
        .DistinctBy(grant => (grant.Permission, grant.Class, grant.Securable))
        .Select(grant => Permission(grant, ObjectId(context, grant), user.PrincipalId));

    private static int ObjectId(CatalogContext context, PermissionGrant grant) => grant.Class switch
    {
        SecurableClass.Object =>
            context.Instance.FindDatabase(context.Database)?.Tables.FirstOrDefault(table => string.Equals(
                $"{table.Definition.Schema}.{table.Definition.Name}", grant.Securable, StringComparison.OrdinalIgnoreCase))?.Definition.ObjectId
                ?? 0,
        SecurableClass.Schema => 1,
        _ => 0,
    };

    private static object?[] Permission(PermissionGrant grant, int majorId, int grantee) =>
    [
        (byte)grant.Class, ClassName(grant.Class), majorId, 0, grantee, 1, PermissionTree.TypeOf(grant.Class, grant.Permission), grant.Permission,
        ((char)grant.State).ToString(),
        grant.State switch { PermissionState.Deny => "DENY", PermissionState.GrantWithGrantOption => "GRANT_WITH_GRANT_OPTION", _ => "GRANT" },
    ];

    private static string ClassName(SecurableClass securableClass) => securableClass switch
    {
        SecurableClass.Database => "DATABASE",
        SecurableClass.Object => "OBJECT_OR_COLUMN",
        SecurableClass.Schema => "SCHEMA",
        SecurableClass.Server => "SERVER",
        SecurableClass.Login => "SERVER_PRINCIPAL",
        SecurableClass.Endpoint => "ENDPOINT",
        SecurableClass.AvailabilityGroup => "AVAILABILITY GROUP",
        _ => throw new ArgumentOutOfRangeException(nameof(securableClass), securableClass, "Not a class of securables."),
    };

    private static IEnumerable<DatabaseUser> Users(CatalogContext context)
    {
        var users = context.Instance.FindDatabase(context.Database) is { } database ? database.Users : IsMaster(context) ? context.Instance.MasterUsers : [];
        return users.Where(user => user.Sid == context.Login.Sid || context.May.Sees(SecurableClass.Database, ""));
    }

    private static IEnumerable<object?[]> SystemUsers(CatalogContext context)
    {
        var owner = context.Instance.FindDatabase(context.Database)?.File.OwnerSid ?? "01";
        var from = context.Instance.StartTime;
        yield return ["public", 0, "R", "DATABASE_ROLE", null, from, from, 1, null, false, 0, "NONE"];
        yield return ["dbo", 1, "S", "SQL_USER", "dbo", from, from, null, Convert.FromHexString(owner), false, 1, "INSTANCE"];
        yield return ["guest", 2, "S", "SQL_USER", "guest", from, from, null, Array.Empty<byte>(), false, 0, "NONE"];
    }

    private static object?[] User(DatabaseUser user) =>
    [
        user.Name, user.PrincipalId, "S", "SQL_USER", "dbo", user.Created, user.Created, null, user.Sid.Length > 0 ? Convert.FromHexString(user.Sid) : null,
        false,
        user.Sid.Length > 0 ? 1 : 0, user.Sid.Length > 0 ? "INSTANCE" : "NONE",
    ];

    private static IEnumerable<object?[]> DatabaseRoles(CatalogContext context) => FixedDatabaseRoles.All.Select(role => (object?[])
        [role.Name, role.Id, "R", "DATABASE_ROLE", null, context.Instance.StartTime, context.Instance.StartTime, 1, null, true, 0, "NONE"]);

    private static Relation Certificates(CatalogContext context) => View(
        "name sysname, certificate_id int, principal_id int, pvt_key_encryption_type nvarchar2, pvt_key_encryption_type_desc nvarchar60, "
            + "is_active_for_begin_dialog bit, issuer_name nvarchar442, cert_serial_number nvarchar64, sid varbinary, string_sid nvarchar128, "
            + "subject nvarchar4000, expiry_date datetime, start_date datetime, thumbprint varbinary, attested_by nvarchar260, "
            + "pvt_key_last_backup_date datetime, key_length int",
        () => (IsMaster(context) && context.May.Sees(SecurableClass.Database, "") ? context.Instance.Certificates : []).Select(certificate => (object?[])
        [
            certificate.Name, certificate.Id, OwnerId(context.Instance, certificate), certificate.WithPrivateKey is null ? "NA" : "MK",
            certificate.WithPrivateKey is null ? "NO_PRIVATE_KEY" : "ENCRYPTED_BY_MASTER_KEY", true, certificate.Issuer, certificate.SerialNumber,
            null, null, certificate.Subject, certificate.ExpiryDate, certificate.StartDate, Convert.FromHexString(certificate.Thumbprint), null, null,
            certificate.KeyLength,
        ]));

    private static int OwnerId(Instance instance, ServerCertificate certificate) =>
        instance.MasterUsers.FirstOrDefault(user => string.Equals(user.Name, certificate.Owner, StringComparison.OrdinalIgnoreCase))?.PrincipalId ?? 1;
}
