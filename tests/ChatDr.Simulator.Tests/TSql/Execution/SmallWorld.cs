using ChatDr.Simulator.Protocol;
using ChatDr.Simulator.TSql;
using ChatDr.Simulator.TSql.Binding;
using ChatDr.Simulator.TSql.Execution;
using ChatDr.Simulator.TSql.Syntax;

namespace ChatDr.Simulator.Tests.TSql.Execution;

/// <summary>Two tables and no instance: enough for queries and control of flow.</summary>
internal sealed class SmallWorld : IBindingEnvironment, IStatementHandler
{
    private static readonly Relation Rooms = new(
        [new("id", SqlType.Int), new("name", SqlType.NVarChar(20))], () => [[1, "red"], [2, "Blue"], [3, null]]);

    private static readonly Relation Messages = new(
        [new("seq", SqlType.BigInt), new("room_id", SqlType.Int), new("body", SqlType.NVarChar(20))], () => [[1L, 1, "a"], [2L, 1, "b"], [3L, 2, "c"]]);

    public TimeProvider Time => TimeProvider.System;

    public Relation? FindRelation(ObjectName name) => name.Name.ToUpperInvariant() switch { "ROOMS" => Rooms, "MESSAGES" => Messages, _ => null };

    public SqlType? FindVariable(string name) => null;

    public object? GetVariable(string name) => throw new InvalidOperationException(name);

    public BoundExpression? FindSystemVariable(string name) => null;

    public BoundExpression? FindFunction(string name, IReadOnlyList<BoundExpression> arguments) => null;

    public ValueTask ExecuteAsync(Statement statement, BatchContext batch, CancellationToken attention) =>
        throw SqlErrors.NotSupported(statement.GetType().Name);

    public ValueTask<int> ExecuteProcedureAsync(
        string procedure, IReadOnlyList<EvaluatedArgument> arguments, BatchContext batch, CancellationToken attention) =>
        throw SqlErrors.UnknownProcedure(procedure);

    public ValueTask RollbackAsync(BatchContext batch, CancellationToken attention) => ValueTask.CompletedTask;

    public static async Task<RecordingWriter> RunAsync(string text)
    {
        var world = new SmallWorld();
        var writer = new RecordingWriter();
        await new BatchRunner(world).RunAsync(text, new BatchContext(world, new SessionState(), writer), CancellationToken.None);
        return writer;
    }
}
