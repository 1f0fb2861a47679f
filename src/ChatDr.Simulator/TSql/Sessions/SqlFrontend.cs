using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Hosting;
using ChatDr.Simulator.Protocol;

namespace ChatDr.Simulator.TSql.Sessions;

/// <summary>An instance that clients log in to.</summary>
internal sealed class SqlFrontend(Instance instance, Personality personality) : IInstanceFrontend
{
    /// <inheritdoc/>
    public string ServerName => instance.ServerName;

    /// <inheritdoc/>
    public ValueTask<IClientSession> LoginAsync(LoginRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return ValueTask.FromResult<IClientSession>(LogIn(request));
        }
        catch (SqlErrorException refusal)
        {
            var error = refusal.Errors[^1];
            instance.ErrorLog.Write(error.Number, error.Severity, error.State, $"{error.Message}{Reason(error, request)} [CLIENT: {request.ClientAddress}]", "Logon");
            throw;
        }
    }

    /// <summary>Why, by the state: for the error log only, never for the client (Microsoft Learn, "MSSQLSERVER_18456").</summary>
    private static string Reason(SqlError error, LoginRequest request) => (error.Number, error.State) switch
    {
        (18456, 5) => " Reason: Could not find a login matching the name provided.",
        (18456, 7) => " Reason: An error occurred while evaluating the password: the login is disabled, and the password did not match.",
        (18456, 8) => " Reason: Password did not match that for the login provided.",
        (18456, 38) => $" Reason: Failed to open the explicitly specified database '{request.Database}'.",
        (18456, 40) => " Reason: Failed to open the database specified in the login properties.",
        (18456, 12) => " Reason: The login may not connect to the server: CONNECT SQL is denied.",
        _ => "",
    };

    private SqlSession LogIn(LoginRequest request)
    {
        var login = instance.CheckLogin(request.UserName, request.Password);
        var isDefault = request.Database.Length is 0;
        var database = isDefault ? login.DefaultDatabase : request.Database;
        try
        {
            DatabaseAccess.Require(instance, login, database);
        }
        catch (SqlErrorException)
        {
            throw isDefault
                ? new SqlErrorException([new(4064, 11, 1, "Cannot open user default database. Login failed."), new(18456, 14, 40, $"Login failed for user '{request.UserName}'.")])
                : new SqlErrorException([
                    new(4060, 11, 1, $"Cannot open database \"{database}\" requested by the login. The login failed."),
                    new(18456, 14, 38, $"Login failed for user '{request.UserName}'.")]);
        }

        var info = instance.Sessions.Open(login.Name, request.HostName, request.ApplicationName, database);
        return new SqlSession(instance, personality, login, info);
    }
}
