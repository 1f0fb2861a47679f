namespace ChatDr.SqlServer.Statements;

/// <summary>Statements for the mirroring endpoint, of which an instance has one.</summary>
public static class EndpointStatements
{
    /// <summary>The mirroring endpoint: <c>name, state_desc, port</c>; no row when there is none.</summary>
    public static SqlStatement Find() =>
        new(
            "SELECT e.name, e.state_desc, t.port FROM sys.database_mirroring_endpoints AS e JOIN sys.tcp_endpoints AS t ON t.endpoint_id = e.endpoint_id;")
        { IsIdempotent = true };

    /// <summary>Creates and starts the endpoint; partners authenticate with certificates and everything is encrypted.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The port is none.</exception>
    public static SqlStatement Create(string endpoint, int port, string certificate, EndpointRole role)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(port, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, 65535);
        return new($"CREATE ENDPOINT {SqlQuote.Name(endpoint)} STATE = STARTED AS TCP (LISTENER_PORT = {port}) FOR DATABASE_MIRRORING "
            + $"(ROLE = {Keyword(role)}, AUTHENTICATION = CERTIFICATE {SqlQuote.Name(certificate)}, ENCRYPTION = REQUIRED ALGORITHM AES);");
    }

    /// <summary>Starts the endpoint.</summary>
    public static SqlStatement Start(string endpoint) => new($"ALTER ENDPOINT {SqlQuote.Name(endpoint)} STATE = STARTED;") { IsIdempotent = true };

    /// <summary>Stops the endpoint: all mirroring connections drop.</summary>
    public static SqlStatement Stop(string endpoint) => new($"ALTER ENDPOINT {SqlQuote.Name(endpoint)} STATE = STOPPED;") { IsIdempotent = true };

    /// <summary>Lets a partner's login connect.</summary>
    public static SqlStatement GrantConnect(string endpoint, string login) =>
        new($"GRANT CONNECT ON ENDPOINT::{SqlQuote.Name(endpoint)} TO {SqlQuote.Name(login)};") { IsIdempotent = true };

    private static string Keyword(EndpointRole role) => role switch
    {
        EndpointRole.All => "ALL",
        EndpointRole.Partner => "PARTNER",
        EndpointRole.Witness => "WITNESS",
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "Not a role of an endpoint."),
    };
}
