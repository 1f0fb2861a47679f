using ChatDr.Simulator.TSql.Values;

namespace ChatDr.Simulator.TSql.Binding;

/// <summary>Rows are equal when their values are; NULL equals NULL, as in GROUP BY and DISTINCT.</summary>
internal sealed class RowEquality : IEqualityComparer<object?[]>
{
    /// <summary>The one instance.</summary>
    public static RowEquality Instance { get; } = new();

    /// <inheritdoc/>
    public bool Equals(object?[]? x, object?[]? y) => x is not null && y is not null && x.AsSpan().SequenceEqual(y, SqlComparison.Instance);

    /// <inheritdoc/>
    public int GetHashCode(object?[] obj) => obj.Aggregate(17, (hash, value) => HashCode.Combine(hash, SqlComparison.Instance.GetHashCode(value)));
}
