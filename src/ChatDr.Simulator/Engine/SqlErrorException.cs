namespace ChatDr.Simulator.Engine;

/// <summary>A statement was refused. Carries every error of the refusal in the order in which the client receives them.</summary>
internal sealed class SqlErrorException(IReadOnlyList<SqlError> errors) : Exception(errors[0].Message)
{
    /// <summary>A refusal of one error.</summary>
    public SqlErrorException(int number, byte severity, byte state, string message)
        : this([new SqlError(number, severity, state, message)])
    {
    }

    /// <summary>The errors, first to last; never empty.</summary>
    public IReadOnlyList<SqlError> Errors { get; } = errors;

    /// <summary>The number of the first error.</summary>
    public int Number => Errors[0].Number;
}
