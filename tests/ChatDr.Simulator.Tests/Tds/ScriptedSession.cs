using System.Globalization;
using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Protocol;

namespace ChatDr.Simulator.Tests.Tds;

internal sealed class ScriptedSession(ScriptedInstance instance, LoginRequest login) : IClientSession
{
    private readonly CancellationTokenSource _killed = new();

    public short SessionId => 51;

    public string Database => login.Database.Length == 0 ? "master" : login.Database;

    public CancellationToken Killed => _killed.Token;

    public List<string> Executed { get; } = [];

    public int Resets { get; private set; }

    public TaskCompletionSource Closed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Kill() => _killed.Cancel();

    public async Task ExecuteAsync(string batch, IReadOnlyList<RpcParameter> parameters, IResultWriter writer, CancellationToken attention)
    {
        Executed.Add(batch);
        foreach (var output in parameters.Where(parameter => parameter.IsOutput))
        {
            output.Value = 42;
        }

        if (instance.Batches.TryGetValue(batch, out var script))
        {
            await script(writer, attention);
        }
        else if (batch.StartsWith("BEGIN TRAN", StringComparison.OrdinalIgnoreCase))
        {
            await writer.TransactionChangedAsync(TransactionChange.Begun, 7, attention);
            await writer.DoneAsync(null, attention);
        }
        else if (batch.StartsWith("COMMIT", StringComparison.OrdinalIgnoreCase))
        {
            await writer.TransactionChangedAsync(TransactionChange.Committed, 7, attention);
            await writer.DoneAsync(null, attention);
        }
        else if (parameters.Count > 0)
        {
            await writer.ColumnsAsync([.. parameters.Select(parameter => new ResultColumn(parameter.Name.TrimStart('@'), SqlType.NVarChar(400)))], attention);
            await writer.RowAsync([.. parameters.Select(parameter => Convert.ToString(parameter.Value, CultureInfo.InvariantCulture))], attention);
            await writer.DoneAsync(1, attention);
        }
        else
        {
            await writer.DoneAsync(null, attention);
        }
    }

    public async Task<int> ExecuteProcedureAsync(string procedure, IReadOnlyList<RpcParameter> parameters, IResultWriter writer, CancellationToken attention)
    {
        await writer.ErrorAsync(new SqlError(2812, 16, 62, $"Could not find stored procedure '{procedure}'."), attention);
        return -6;
    }

    public ValueTask ResetAsync(bool keepTransaction, CancellationToken cancellationToken)
    {
        Resets++;
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        Closed.TrySetResult();
        _killed.Dispose();
        return ValueTask.CompletedTask;
    }
}
