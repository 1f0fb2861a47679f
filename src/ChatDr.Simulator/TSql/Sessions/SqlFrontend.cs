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
            instance.ErrorLog.Write(
                error.Number, error.Severity, error.State, $"{error.Message}{Reason(error, request)} [CLIENT: {request.ClientAddress}]", "Logon");
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

    /// <summary>
    /// What comes before 4060: why a database that exists is closed to everybody, such as 927, 976 and 983, which clients retry on. Whether a database exists
    /// is not told.
    /// </summary>
    private static IEnumerable<SqlError> Told(SqlErrorException cause) => cause.Errors.Where(error => error.Number is not (911 or 916));

    private SqlSession LogIn(LoginRequest request)
    {
        var login = instance.CheckLogin(request.UserName, request.Password);
        var isDefault = request.Database.Length is 0;
        var database = isDefault ? login.DefaultDatabase : request.Database;
        try
        {
            DatabaseAccess.Require(instance, login, database);
        }
        catch (SqlErrorException cause)
        {
            var failed = $"Login failed for user '{request.UserName}'.";
            throw new SqlErrorException([
                .. Told(cause),
                isDefault ? new(4064, 11, 1, "Cannot open user default database. Login failed.")
                    : new(4060, 11, 1, $"Cannot open database \"{database}\" requested by the login. The login failed."),
                new(18456, 14, isDefault ? (byte)40 : (byte)38, failed)]);
        }

        var info = instance.Sessions.Open(
            login.Name, request.HostName, request.ApplicationName, database, request.ClientAddress, request.IsEncrypted);
        return new SqlSession(instance, personality, login, info);
    }
}
