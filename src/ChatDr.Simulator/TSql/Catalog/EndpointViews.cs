using System.Net;
using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Security;
using ChatDr.Simulator.TSql.Binding;
using static ChatDr.Simulator.TSql.Catalog.ViewBuilder;

namespace ChatDr.Simulator.TSql.Catalog;

/// <summary>The catalog views of endpoints (Microsoft Learn, "sys.endpoints", "sys.tcp_endpoints", "sys.database_mirroring_endpoints").</summary>
internal static class EndpointViews
{
    private const string EndpointColumns = "name sysname, endpoint_id int, principal_id int, protocol tinyint, protocol_desc nvarchar60, type tinyint, "
        + "type_desc nvarchar60, state tinyint, state_desc nvarchar60, is_admin_endpoint bit";

    /// <summary>A view by name; null if it is not one of these.</summary>
    public static Relation? Find(string name, CatalogContext context)
    {
        var instance = context.Instance;
        return name switch
        {
            "endpoints" => View(EndpointColumns, () => [.. Rows(context, endpoint => Endpoint(instance, endpoint)), DefaultEndpoint]),
            "tcp_endpoints" => View(
                EndpointColumns + ", port int, is_dynamic_port bit, ip_address nvarchar45",
                () => [.. Rows(context, endpoint => [.. Endpoint(instance, endpoint), endpoint.Port, false, endpoint.Address]),
                    [.. DefaultEndpoint, 0, true, null]]),
            "database_mirroring_endpoints" => View(
                EndpointColumns + ", role tinyint, role_desc nvarchar60, is_encryption_enabled bit, connection_auth tinyint, "
                    + "connection_auth_desc nvarchar60, certificate_id int, encryption_algorithm tinyint, encryption_algorithm_desc nvarchar60",
                () => Rows(context, endpoint => Mirroring(instance, endpoint))),
            "dm_tcp_listener_states" => View(
                "listener_id int, ip_address nvarchar48, is_ipv4 bit, port int, type smallint, type_desc nvarchar20, state smallint, state_desc nvarchar16, "
                    + "start_time datetime",
                () => instance.ListenerPort is { } port && instance.Endpoint is { } endpoint
                    ? [[endpoint.Id, (endpoint.Address is { } address ? IPAddress.Parse(address) : instance.Options.ListenAddress).ToString(), true, port,
                        (short)2, "DATABASE_MIRRORING", (short)0, "ONLINE", instance.StartTime]]
                    : []),
            _ => null,
        };
    }

    /// <summary>"TSQL Default TCP", through which clients come; its port is the server's and not its own.</summary>
    private static object?[] DefaultEndpoint => ["TSQL Default TCP", 4, 1, (byte)2, "TCP", (byte)2, "TSQL", (byte)0, "STARTED", false];

    private static IEnumerable<object?[]> Rows(CatalogContext context, Func<MirroringEndpoint, object?[]> row) =>
        context.Instance.Endpoint is { } endpoint && context.May.Sees(SecurableClass.Endpoint, endpoint.Name) ? [row(endpoint)] : [];

    private static object?[] Endpoint(Instance instance, MirroringEndpoint endpoint)
    {
        var (state, name) = endpoint.IsStarted ? (0, "STARTED") : endpoint.IsDisabled ? (2, "DISABLED") : (1, "STOPPED");
        var owner = instance.Logins.FirstOrDefault(login => login.Sid == endpoint.OwnerSid)?.PrincipalId ?? 1;
        return [endpoint.Name, endpoint.Id, owner, (byte)2, "TCP", (byte)4, "DATABASE_MIRRORING", (byte)state, name, false];
    }

    private static object?[] Mirroring(Instance instance, MirroringEndpoint endpoint) =>
    [
        .. Endpoint(instance, endpoint), (byte)(endpoint.Role switch { "PARTNER" => 1, "WITNESS" => 2, _ => 3 }), endpoint.Role, true, (byte)4, "CERTIFICATE",
        instance.Certificates.FirstOrDefault(other => string.Equals(other.Name, endpoint.Certificate, StringComparison.OrdinalIgnoreCase))?.Id,
        (byte)(endpoint.Encryption is "SUPPORTED" ? 4 : 2), endpoint.Encryption is "SUPPORTED" ? "NONE, AES" : "AES",
    ];
}
