using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Security;
using ChatDr.Simulator.TSql.Binding;
using static ChatDr.Simulator.TSql.Catalog.ViewBuilder;

namespace ChatDr.Simulator.TSql.Catalog;

/// <summary>The catalog views of logins, users, certificates and endpoints, with the columns that Microsoft Learn lists for each, as far as they mean something here.</summary>
internal static class SecurityViews
{
    private const string EndpointColumns = "name sysname, endpoint_id int, principal_id int, protocol tinyint, protocol_desc nvarchar60, type tinyint, "
        + "type_desc nvarchar60, state tinyint, state_desc nvarchar60, is_admin_endpoint bit";

    /// <summary>A view by name; null if it is not one of these.</summary>
    public static Relation? Find(string name, CatalogContext context)
    {
        var instance = context.Instance;
        return name switch
        {
            "server_principals" => Principals(instance),
            "sql_logins" => View(
                "name sysname, principal_id int, sid varbinary, type nvarchar1, type_desc nvarchar60, is_disabled bit, create_date datetime, "
                    + "default_database_name sysname, default_language_name sysname",
                () => instance.Logins.Select(Login)),
            "database_principals" => View("name sysname, principal_id int, type nvarchar1, type_desc nvarchar60, sid varbinary", () => Users(context)),
            "certificates" => Certificates(instance),
            "symmetric_keys" => View("name sysname, principal_id int, "
                + "symmetric_key_id int", () => instance.HasMasterKey ? [["##MS_DatabaseMasterKey##", 1, 101]] : []),
            "endpoints" => View(EndpointColumns, () => [.. Rows(instance, Endpoint), DefaultEndpoint]),
            "tcp_endpoints" => View(EndpointColumns + ", port int, is_dynamic_port bit, "
                + "ip_address nvarchar45",
                () => [.. Rows(instance, endpoint => [.. Endpoint(endpoint), endpoint.Port, false, null]), [.. DefaultEndpoint, 0, true, null]]),
            "database_mirroring_endpoints" => View(
                EndpointColumns + ", role tinyint, role_desc nvarchar60, is_encryption_enabled bit, connection_auth tinyint, "
                    + "connection_auth_desc nvarchar60, certificate_id int, encryption_algorithm tinyint, encryption_algorithm_desc nvarchar60",
                () => Rows(instance, endpoint => Mirroring(instance, endpoint))),
            _ => null,
        };
    }

    /// <summary>"TSQL Default TCP", through which clients come; its port is the server's and not its own.</summary>
    private static object?[] DefaultEndpoint => ["TSQL Default TCP", 4, 1, (byte)2, "TCP", (byte)2, "TSQL", (byte)0, "STARTED", false];

    private static IEnumerable<object?[]> Rows(Instance instance, Func<MirroringEndpoint, object?[]> row) => instance.Endpoint is { } endpoint ? [row(endpoint)] : [];

    private static object?[] Endpoint(MirroringEndpoint endpoint) =>
        [endpoint.Name, endpoint.Id, 1, (byte)2, "TCP", (byte)4, "DATABASE_MIRRORING", (byte)(endpoint.IsStarted ? 0 : 1), endpoint.IsStarted ? "STARTED" : "STOPPED", false];

    private static object?[] Mirroring(Instance instance, MirroringEndpoint endpoint) =>
    [
        .. Endpoint(endpoint), (byte)(endpoint.Role switch { "PARTNER" => 1, "WITNESS" => 2, _ => 3 }), endpoint.Role, true, (byte)4, "CERTIFICATE",
        instance.Certificates.FirstOrDefault(other => string.Equals(other.Name, endpoint.Certificate, StringComparison.OrdinalIgnoreCase))?.Id, (byte)2, "AES",
    ];

    private static Relation Principals(Instance instance) => View(
        "name sysname, principal_id int, sid varbinary, type nvarchar1, type_desc nvarchar60, is_disabled bit, create_date datetime, "
            + "default_database_name sysname, default_language_name sysname, owning_principal_id int, is_fixed_role bit",
        () => instance.Logins.Select(login => (object?[])[.. Login(login), null, false])
            .Append(["sysadmin", 3, new byte[] { 3 }, "R", "SERVER_ROLE", false, instance.StartTime, null, null, 1, true]));

    private static object?[] Login(LoginAccount login) => [login.Name, login.PrincipalId, Convert.FromHexString(login.Sid), "S", "SQL_LOGIN", login.IsDisabled, login.Created, login.DefaultDatabase, "us_english"];

    private static IEnumerable<object?[]> Users(CatalogContext context)
    {
        if (context.Instance.FindDatabase(context.Database) is { } database)
        {
            return database.Users.Select(user => (object?[])[user.Name, user.PrincipalId, "S", "SQL_USER", Convert.FromHexString(user.Sid)]);
        }

        return context.Instance.MasterUsers.Select((user, i) => (object?[])[user.Key, 5 + i, "S", "SQL_USER", Convert.FromHexString(user.Value)]).Prepend(["dbo", 1, "S", "SQL_USER", new byte[] { 1 }]);
    }

    private static Relation Certificates(Instance instance) => View(
        "name sysname, certificate_id int, subject nvarchar4000, thumbprint varbinary, cert_serial_number nvarchar64, start_date datetime, "
            + "expiry_date datetime",
        () => instance.Certificates.Select(certificate => (object?[])
        [
            certificate.Name, certificate.Id, certificate.Subject, Convert.FromHexString(certificate.Thumbprint), certificate.SerialNumber,
            certificate.StartDate, certificate.ExpiryDate,
        ]));
}
