namespace ChatDr.Simulator.TSql.Binding;

/// <summary>A unique key of a relation.</summary>
/// <param name="Columns">The positions of its columns.</param>
/// <param name="Seek">The row with these values, in the same order; null if there is none.</param>
internal sealed record RelationKey(IReadOnlyList<int> Columns, Func<IReadOnlyList<object?>, object?[]?> Seek);
