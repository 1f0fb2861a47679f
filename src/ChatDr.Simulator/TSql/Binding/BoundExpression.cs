using ChatDr.Simulator.Protocol;

namespace ChatDr.Simulator.TSql.Binding;

/// <summary>An expression whose names are resolved.</summary>
/// <param name="Type">Its type. A predicate is a bit whose NULL is UNKNOWN.</param>
/// <param name="Evaluate">Its value for a row; null outside of any row.</param>
internal sealed record BoundExpression(SqlType Type, Func<RowContext?, object?> Evaluate)
{
    /// <summary>Whether it is the literal NULL, which takes its type from the expressions beside it.</summary>
    public bool IsUntyped { get; init; }
}
