using System.Collections.Concurrent;
using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Protocol;

namespace ChatDr.SqlServer.Tests.Sessions;

/// <summary>An instance behind the simulator's TDS front that answers a few batches by rote.</summary>
internal sealed class ScriptedFrontend : IInstanceFrontend
{
    public string ServerName => "SCRIPTED";

    public int Logins { get; private set; }

    public ConcurrentQueue<string> Executed { get; } = [];

    public TaskCompletionSource Attention { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ValueTask<IClientSession> LoginAsync(LoginRequest request, CancellationToken cancellationToken)
    {
        Logins++;
        return request.Password == "right"
            ? ValueTask.FromResult<IClientSession>(new Session(this))
            : throw new SqlErrorException(18456, 14, 8, "Login failed for user 'sa'.");
    }

    private sealed class Session(ScriptedFrontend frontend) : IClientSession
    {
        public short SessionId => 60;

        public string Database => "master";

        public CancellationToken Killed => CancellationToken.None;

        public async Task ExecuteAsync(string batch, IReadOnlyList<RpcParameter> parameters, IResultWriter writer, CancellationToken attention)
        {
            frontend.Executed.Enqueue(batch);
            switch (batch)
            {
                case "row":
                    await writer.ColumnsAsync([new ResultColumn("name", SqlType.NVarChar(100)), new ResultColumn("nothing", SqlType.NVarChar(100))], attention);
                    await writer.RowAsync(["mgc", null], attention);
                    await writer.DoneAsync(1, attention);
                    break;
                case "refuse":
                    await writer.ErrorAsync(new SqlError(4305, 16, 1, "The log in this backup set begins too late."), attention);
                    await writer.ErrorAsync(new SqlError(3013, 16, 1, "RESTORE LOG is terminating abnormally."), attention);
                    await writer.DoneAsync(null, attention);
                    break;
                case "inform":
                    await writer.InfoAsync(new SqlError(0, 0, 1, "as you wish"), attention);
                    await writer.DoneAsync(null, attention);
                    break;
                case "hang":
                    await using (attention.Register(frontend.Attention.SetResult))
                    {
                        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, attention);
                    }

                    break;
                default:
                    await writer.DoneAsync(null, attention);
                    break;
            }
        }

        public Task<int> ExecuteProcedureAsync(string procedure, IReadOnlyList<RpcParameter> parameters, IResultWriter writer, CancellationToken attention) =>
            throw new SqlErrorException(2812, 16, 62, $"Could not find stored procedure '{procedure}'.");

        public ValueTask ResetAsync(bool keepTransaction, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
