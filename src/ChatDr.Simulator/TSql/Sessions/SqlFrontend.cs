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
        var login = instance.CheckLogin(request.UserName, request.Password);
        var database = request.Database.Length > 0 ? request.Database : login.DefaultDatabase;
        try
        {
            DatabaseAccess.Require(instance, login, database);
        }
        catch (SqlErrorException)
        {
            throw new SqlErrorException([
                new(4060, 11, 1, $"Cannot open database \"{database}\" requested by the login. The login failed."),
                new(18456, 14, 38, $"Login failed for user '{request.UserName}'.")]);
        }

        var info = instance.Sessions.Open(login.Name, request.HostName, request.ApplicationName, database);
        return ValueTask.FromResult<IClientSession>(new SqlSession(instance, personality, login, info));
    }
}
