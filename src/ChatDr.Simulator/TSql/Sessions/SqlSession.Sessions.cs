using ChatDr.Simulator.Engine;
using ChatDr.Simulator.TSql.Execution;
using ChatDr.Simulator.TSql.Syntax;

namespace ChatDr.Simulator.TSql.Sessions;

/// <summary>KILL and SHUTDOWN (Microsoft Learn, "KILL (Transact-SQL)", "SHUTDOWN (Transact-SQL)").</summary>
internal sealed partial class SqlSession
{
    private const int LastSystemSession = 50;

    private void Kill(KillStatement kill)
    {
        if (_state.TransactionCount > 0)
        {
            throw new SqlErrorException(6115, 16, 1, "KILL command cannot be used inside user transactions.");
        }

        if (kill.SessionId is 0 or > short.MaxValue)
        {
            throw new SqlErrorException(6101, 16, 1, $"Session ID {kill.SessionId} is not valid.");
        }

        if (kill.SessionId <= LastSystemSession)
        {
            throw new SqlErrorException(6107, 14, 1, "Only user processes can be killed.");
        }

        if (kill.SessionId == SessionId)
        {
            throw new SqlErrorException(6104, 16, 1, "Cannot use KILL to kill your own process.");
        }

        if (kill.StatusOnly)
        {
            // A transaction is rolled back in an instant here, so no roll-back is ever in progress.
            throw _instance.Sessions.All.Any(session => session.Id == kill.SessionId)
                ? new SqlErrorException(
                    6120, 16, 1, $"Status report cannot be obtained. Rollback operation for Process ID {kill.SessionId} is not in progress.")
                : new SqlErrorException(6106, 16, 2, $"Process ID {kill.SessionId} is not an active process ID.");
        }

        _instance.Sessions.Kill((short)kill.SessionId);
        _instance.ErrorLog.Write($"Process ID {kill.SessionId} was killed by hostname {_info.HostName}, login '{Login.Name}'.", $"spid{SessionId}");
    }

    private async ValueTask ShutDownAsync(ShutdownStatement shutdown, BatchContext batch, CancellationToken attention)
    {
        await batch.Writer.InfoAsync(new(6006, 10, 1, $"Server shut down by {(shutdown.NoWait ? "NOWAIT " : "")}request from login {Login.Name}."), attention);
        _instance.ErrorLog.Write(
            6006, 10, 1, $"Server shut down {(shutdown.NoWait ? "without waiting " : "")}by request from login {Login.Name}.", $"spid{SessionId}");
        _instance.RequestShutdown();
    }
}
