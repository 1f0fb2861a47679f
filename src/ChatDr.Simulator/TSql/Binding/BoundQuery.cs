using ChatDr.Simulator.Protocol;

namespace ChatDr.Simulator.TSql.Binding;

/// <summary>A query whose names are resolved.</summary>
/// <param name="Columns">Its result's columns.</param>
/// <param name="Rows">Its rows, given the row of the query around it.</param>
/// <param name="Assignments">The variables that its columns are assigned to; empty for a result set.</param>
internal sealed record BoundQuery(IReadOnlyList<ResultColumn> Columns, Func<RowContext?, IEnumerable<object?[]>> Rows, IReadOnlyList<string> Assignments);
