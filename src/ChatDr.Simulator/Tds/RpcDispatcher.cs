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
            int status;
            try
            {
                status = await ExecuteAsync(call, executor, writer, attention);
            }
            catch (SqlErrorException refusal)
            {
                status = Failure;
                foreach (var error in refusal.Errors)
                {
                    await writer.ErrorAsync(error, attention);
                }
            }

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
                var (prepared, _) = Remember(call);
                call.Parameters[0].Value = prepared;
                return 0;
            case "SP_PREPEXEC":
                var (handle, statement) = Remember(call);
                call.Parameters[0].Value = handle;
                return await RunAsync(statement, call.Parameters.Skip(3));
            case "SP_EXECUTE" when Handle(call) is { } known && _prepared.TryGetValue(known, out var remembered):
                return await RunAsync(remembered, call.Parameters.Skip(1));
            case "SP_UNPREPARE" when Handle(call) is { } known && _prepared.Remove(known):
                return 0;
            case "SP_EXECUTE" or "SP_UNPREPARE":
                throw new SqlErrorException(8179, 16, 1, $"Could not find prepared statement with handle {Handle(call) ?? 0}.");
            case "SP_PREPEXECRPC":
            case var cursor when cursor.StartsWith("SP_CURSOR", StringComparison.Ordinal):
                throw new SqlErrorException(40510, 16, 1, $"Statement '{call.Procedure}' is not supported by this simulator of SQL Server.");
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

    /// <summary>Handle, declaration and statement, in this order.</summary>
    private (int Handle, PreparedStatement Statement) Remember(RpcRequest call)
    {
        var statement = new PreparedStatement(Text(call, 2), PreparedStatement.NamesOf(Text(call, 1)));
        _prepared.Add(++_lastHandle, statement);
        return (_lastHandle, statement);
    }

    private static int? Handle(RpcRequest call) => call.Parameters is [{ Value: int handle }, ..] ? handle : null;

    /// <exception cref="SqlErrorException">201: it is missing; 214: it is no text.</exception>
    private static string Text(RpcRequest call, int index) => call.Parameters.Count <= index
        ? throw new SqlErrorException(201, 16, 4, $"Procedure or function '{call.Procedure}' expects parameter {index + 1}, which was not supplied.")
        : call.Parameters[index].Value switch
        {
            string text => text,
            null => "",
            _ => throw new SqlErrorException(
                214, 16, 2, $"Procedure expects parameter {index + 1} of '{call.Procedure}' to be of type 'ntext/nchar/nvarchar'."),
        };
}
