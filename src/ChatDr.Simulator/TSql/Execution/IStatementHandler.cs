using ChatDr.Simulator.TSql.Syntax;

namespace ChatDr.Simulator.TSql.Execution;

/// <summary>Runs the statements that concern the instance; <see cref="BatchRunner"/> runs those of the language itself.</summary>
internal interface IStatementHandler
{
    /// <summary>Runs a statement: its result goes to the batch's writer.</summary>
    /// <exception cref="Engine.SqlErrorException">It is refused.</exception>
    ValueTask ExecuteAsync(Statement statement, BatchContext batch, CancellationToken attention);

    /// <summary>Runs a procedure that the language does not define, by its name as it was written, in small letters; gives its return status.</summary>
    /// <exception cref="Engine.SqlErrorException">2812, or its refusal.</exception>
    ValueTask<int> ExecuteProcedureAsync(string procedure, IReadOnlyList<EvaluatedArgument> arguments, BatchContext batch, CancellationToken attention);

    /// <summary>Rolls the session's transaction back after an error under XACT_ABORT.</summary>
    ValueTask RollbackAsync(BatchContext batch, CancellationToken attention);
}
