using ChatDr.Simulator.Protocol;

namespace ChatDr.Simulator.TSql.Binding;

/// <summary>A table or a catalog view as a query sees it.</summary>
/// <param name="Columns">Its columns.</param>
/// <param name="Rows">Its rows as of now; with <paramref name="HasRowIdentity"/> each is followed by what names it in storage.</param>
/// <param name="HasRowIdentity">Whether its rows can be changed.</param>
internal sealed record Relation(IReadOnlyList<ResultColumn> Columns, Func<IEnumerable<object?[]>> Rows, bool HasRowIdentity = false)
{
    /// <summary>Its unique keys, by which a row is found without looking at the others.</summary>
    public IReadOnlyList<RelationKey> Keys { get; init; } = [];
}
