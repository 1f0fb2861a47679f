using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Protocol;

namespace ChatDr.Simulator.Tests.Tds;

/// <summary>An instance whose sessions answer each batch as a test says.</summary>
internal sealed class ScriptedInstance : IInstanceFrontend
{
    public string ServerName => "SCRIPTED";

    public Dictionary<string, Func<IResultWriter, CancellationToken, Task>> Batches { get; } = [];

    public List<ScriptedSession> Sessions { get; } = [];

    public ValueTask<IClientSession> LoginAsync(LoginRequest request, CancellationToken cancellationToken)
    {
        if (request.Password != "S3cret!pass")
        {
            throw new SqlErrorException(18456, 14, 8, $"Login failed for user '{request.UserName}'.");
        }

        if (request.Database == "absent")
        {
            throw new SqlErrorException(
            [
                new SqlError(4060, 11, 1, "Cannot open database \"absent\" requested by the login. The login failed."),
                new SqlError(18456, 14, 38, $"Login failed for user '{request.UserName}'."),
            ]);
        }

        var session = new ScriptedSession(this, request);
        Sessions.Add(session);
        return ValueTask.FromResult<IClientSession>(session);
    }
}
