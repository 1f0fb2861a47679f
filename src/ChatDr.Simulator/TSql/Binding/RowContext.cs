namespace ChatDr.Simulator.TSql.Binding;

/// <summary>The row at hand, inside the row of the query around it.</summary>
/// <param name="Values">The row's values in scope order.</param>
/// <param name="Outer">The row of the surrounding query; null at the top.</param>
/// <param name="Aggregates">The aggregates of the group that the row stands for.</param>
internal sealed record RowContext(object?[] Values, RowContext? Outer, object?[]? Aggregates = null);
