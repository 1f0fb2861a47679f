using ChatDr.Simulator.Protocol;
using ChatDr.Simulator.TSql.Syntax;
using ChatDr.Simulator.TSql.Values;

namespace ChatDr.Simulator.TSql.Binding;

/// <summary>Finds the rows of <c>WHERE key = value AND …</c> by a unique key. What is found still has to satisfy the whole condition.</summary>
internal static class KeySeek
{
    /// <summary>The rows that a condition leaves possible; null when no key is given whole.</summary>
    public static Func<RowContext?, IEnumerable<object?[]>>? Find(Relation relation, string qualifier, Expression where, ExpressionBinder binder)
    {
        var given = Equalities(where).Select(equality => Given(relation, qualifier, equality, binder)).OfType<(int Column, BoundExpression Value)>().ToArray();
        foreach (var key in relation.Keys)
        {
            var values = key.Columns
                .Select(column => given.Where(pair => pair.Column == column).Select(pair => pair.Value).FirstOrDefault())
                .OfType<BoundExpression>()
                .ToArray();
            if (values.Length == key.Columns.Count)
            {
                return row => Seek(relation, key, [.. values.Select(value => value.Evaluate(row))]);
            }
        }

        return null;
    }

    private static IEnumerable<object?[]> Seek(Relation relation, RelationKey key, object?[] values)
    {
        var types = key.Columns.Select(column => relation.Columns[column].Type);
        var wanted = values.Zip(types, (value, type) => IsGuid(type) ? SqlConversion.To(value, SqlType.UniqueIdentifier) : value).ToArray();
        return !wanted.Contains(null) && key.Seek(wanted) is { } found ? [found] : [];
    }

    private static IEnumerable<BinaryExpression> Equalities(Expression where) => where switch
    {
        BinaryExpression { Operator: "AND" } both => Equalities(both.Left).Concat(Equalities(both.Right)),
        BinaryExpression { Operator: "=" } equality => [equality],
        _ => [],
    };

    private static (int Column, BoundExpression Value)? Given(Relation relation, string qualifier, BinaryExpression equality, ExpressionBinder binder)
    {
        var (name, other) = equality.Left is ColumnExpression left ? (left.Name, equality.Right)
            : equality.Right is ColumnExpression right ? (right.Name, equality.Left)
            : (null, equality.Left);
        var isKnown = other is LiteralExpression { Value: not null } or VariableExpression;
        if (name is null || !isKnown || (name.Schema is { } prefix && !Same(prefix, qualifier)))
        {
            return null;
        }

        var column = relation.Columns.ToList().FindIndex(column => Same(column.Name, name.Name));
        var value = binder.Bind(other);
        return column >= 0 && AgreesWithTheKey(relation.Columns[column].Type, value.Type) ? (column, value) : null;
    }

    /// <summary>Whether equality of the index is equality of the comparison: the same kind, or numbers that are exact.</summary>
    private static bool AgreesWithTheKey(SqlType column, SqlType value) =>
        (IsExact(column) && IsExact(value)) || (column.Kind is SqlTypeKind.UniqueIdentifier && (SqlTypes.IsText(value) || value.Kind == column.Kind));

    private static bool IsGuid(SqlType type) => type.Kind is SqlTypeKind.UniqueIdentifier;

    private static bool IsExact(SqlType type) => SqlTypes.IsWhole(type) || type.Kind is SqlTypeKind.Decimal;

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
