using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Protocol;
using ChatDr.Simulator.Tds.Messages;

namespace ChatDr.Simulator.Tds;

/// <summary>Runs procedure calls: the prepare and execute family here, all others by name through the executor. One per session.</summary>
internal sealed class RpcDispatcher
{
    private const int Failure = -6;
    private readonly Dictionary<int, PreparedStatement> _prepared = [];
    private int _lastHandle;

    /// <summary>sp_reset_connection forgets what was prepared.</summary>
    public void Reset() => _prepared.Clear();

    /// <summary>Runs the calls of one message.</summary>
    public async Task ExecuteAsync(IReadOnlyList<RpcRequest> calls, IBatchExecutor executor, TdsResultWriter writer, CancellationToken attention)
    {
        writer.IsInProcedure = true;
        for (var i = 0; i < calls.Count; i++)
        {
            var call = calls[i];
            var status = await ExecuteAsync(call, executor, writer, attention);
            writer.EndProcedure(status, call.Parameters, isLast: i == calls.Count - 1);
        }
    }

    private async Task<int> ExecuteAsync(RpcRequest call, IBatchExecutor executor, TdsResultWriter writer, CancellationToken attention)
    {
        var name = call.Procedure.ToUpperInvariant();
        switch (name[(name.LastIndexOf('.') + 1)..].Trim('[', ']'))
        {
            case "SP_EXECUTESQL":
                var declaration = call.Parameters.Count > 1 ? Text(call, 1) : "";
                return await RunAsync(new PreparedStatement(Text(call, 0), PreparedStatement.NamesOf(declaration)), call.Parameters.Skip(2));
            case "SP_PREPARE":
                call.Parameters[0].Value = Remember(Text(call, 2), Text(call, 1)).Handle;
                return 0;
            case "SP_PREPEXEC":
                var (handle, statement) = Remember(Text(call, 2), Text(call, 1));
                call.Parameters[0].Value = handle;
                return await RunAsync(statement, call.Parameters.Skip(3));
            case "SP_EXECUTE" when Handle(call) is { } known && _prepared.TryGetValue(known, out var prepared):
                return await RunAsync(prepared, call.Parameters.Skip(1));
            case "SP_UNPREPARE" when Handle(call) is { } known && _prepared.Remove(known):
                return 0;
            case "SP_EXECUTE" or "SP_UNPREPARE":
                await writer.ErrorAsync(new SqlError(8179, 16, 1, $"Could not find prepared statement with handle {Handle(call)}."), attention);
                return Failure;
            default:
                return await executor.ExecuteProcedureAsync(call.Procedure, call.Parameters, writer, attention);
        }

        async Task<int> RunAsync(PreparedStatement statement, IEnumerable<RpcParameter> arguments)
        {
            await executor.ExecuteAsync(statement.Sql, [.. Named(statement.ParameterNames, [.. arguments])], writer, attention);
            return 0;
        }
    }

    /// <summary>Arguments under their declared names; an output argument passes its value back to the one that the client sent.</summary>
    private static IEnumerable<RpcParameter> Named(IReadOnlyList<string> names, RpcParameter[] arguments)
    {
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i].Name.Length == 0 && i < names.Count)
            {
                arguments[i].Name = names[i];
            }

            yield return arguments[i];
        }
    }

    private (int Handle, PreparedStatement Statement) Remember(string sql, string declaration)
    {
        var statement = new PreparedStatement(sql, PreparedStatement.NamesOf(declaration));
        _prepared.Add(++_lastHandle, statement);
        return (_lastHandle, statement);
    }

    private static int? Handle(RpcRequest call) => call.Parameters is [{ Value: int handle }, ..] ? handle : null;

    private static string Text(RpcRequest call, int index) => call.Parameters.Count <= index
        ? throw new TdsProtocolException($"{call.Procedure} needs at least {index + 1} parameters; {call.Parameters.Count} came.")
        : call.Parameters[index].Value switch
        {
            string text => text,
            null => "",
            var other => throw new TdsProtocolException($"Parameter {index + 1} of {call.Procedure} must be text, not {other.GetType().Name}."),
        };
}
