using ChatDr.Simulator.Engine;

namespace ChatDr.Simulator.TSql.Execution;

/// <summary>An error that ends the batch, on its way out of the nested statements. A TRY around it may still take it.</summary>
/// <param name="errors">What the client receives unless a CATCH takes it.</param>
/// <param name="line">The line of the statement.</param>
internal sealed class BatchAbortedException(IReadOnlyList<SqlError> errors, int line) : Exception(errors[0].Message)
{
    /// <summary>What the client receives unless a CATCH takes it.</summary>
    public IReadOnlyList<SqlError> Errors { get; } = errors;

    /// <summary>The line of the statement.</summary>
    public int Line { get; } = line;
}
