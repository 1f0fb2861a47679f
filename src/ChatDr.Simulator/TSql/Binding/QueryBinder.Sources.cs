using ChatDr.Simulator.Protocol;
using ChatDr.Simulator.TSql.Syntax;
using ChatDr.Simulator.TSql.Values;

namespace ChatDr.Simulator.TSql.Binding;

/// <summary>What stands in FROM. Joins are nested loops: the tables of a lab are small.</summary>
internal sealed partial class QueryBinder
{
    /// <summary>What stands in FROM. <paramref name="where"/> lets a single table be sought by key; its caller still filters.</summary>
    public (RowScope Scope, Func<RowContext?, IEnumerable<object?[]>> Rows) BindSource(TableSource source, RowScope? outer, Expression? where = null) =>
        source switch
        {
            NamedTable table => BindTable(table, outer, where),
            DerivedTable derived => BindDerived(derived, outer),
            ValuesTable values => BindValues(values, outer),
            JoinedTable join => BindJoin(join, outer),
            _ => throw SqlErrors.NotSupported(source.GetType().Name),
        };

    private (RowScope Scope, Func<RowContext?, IEnumerable<object?[]>> Rows) BindTable(NamedTable table, RowScope? outer, Expression? where)
    {
        var relation = environment.FindRelation(table.Name) ?? throw SqlErrors.InvalidObject(table.Name.ToString());
        var qualifier = table.Alias ?? table.Name.Name;
        List<ScopeColumn> columns = [.. relation.Columns.Select(column => new ScopeColumn(qualifier, column.Name, column.Type))];
        if (relation.HasRowIdentity)
        {
            columns.Add(new(qualifier, "", SqlType.BigInt, IsHidden: true));
        }

        var scope = new RowScope(columns, outer);
        var seek = where is null ? null : KeySeek.Find(relation, qualifier, where, new ExpressionBinder(environment, outer));
        return (scope, seek ?? (_ => relation.Rows()));
    }

    private (RowScope Scope, Func<RowContext?, IEnumerable<object?[]>> Rows) BindDerived(DerivedTable derived, RowScope? outer)
    {
        var query = BindInner(derived.Query, null);
        if (derived.Columns.Count > 0 && derived.Columns.Count != query.Columns.Count)
        {
            throw new Engine.SqlErrorException(
                derived.Columns.Count < query.Columns.Count ? 8158 : 8159, 16, 1, $"'{derived.Alias}' does not have as many columns as its list names.");
        }

        var names = derived.Columns.Count > 0 ? derived.Columns : [.. query.Columns.Select(column => column.Name)];
        RequireNames(derived.Alias, names);
        return (new([.. query.Columns.Select((column, i) => new ScopeColumn(derived.Alias, names[i], column.Type))], outer), _ => query.Rows(null));
    }

    private static void RequireNames(string table, IReadOnlyList<string> names)
    {
        for (var i = 0; i < names.Count; i++)
        {
            if (names[i].Length is 0)
            {
                throw new Engine.SqlErrorException(8155, 16, 2, $"No column name was specified for column {i + 1} of '{table}'.");
            }

            if (names.Take(i).Contains(names[i], StringComparer.OrdinalIgnoreCase))
            {
                throw new Engine.SqlErrorException(8156, 16, 1, $"The column '{names[i]}' was specified multiple times for '{table}'.");
            }
        }
    }

    private (RowScope Scope, Func<RowContext?, IEnumerable<object?[]>> Rows) BindValues(ValuesTable values, RowScope? outer)
    {
        var binder = new ExpressionBinder(environment, outer);
        var rows = values.Rows.Select(row => row.Select(binder.Bind).ToArray()).ToArray();
        if (rows.Any(row => row.Length != values.Columns.Count))
        {
            throw SqlErrors.ColumnCount();
        }

        var types = values.Columns.Select((_, i) => FunctionArguments.Common(rows.Select(row => row[i]))).ToArray();
        return (
            new([.. values.Columns.Select((name, i) => new ScopeColumn(values.Alias, name, types[i]))], outer),
            outerRow => rows.Select(row => row.Select((value, i) => SqlConversion.To(value.Evaluate(outerRow), types[i])).ToArray()));
    }

    private (RowScope Scope, Func<RowContext?, IEnumerable<object?[]>> Rows) BindJoin(JoinedTable join, RowScope? outer)
    {
        var (leftScope, leftRows) = BindSource(join.Left, outer);
        var (rightScope, rightRows) = BindSource(join.Right, outer);
        var names = Qualifiers(leftScope).Intersect(Qualifiers(rightScope), StringComparer.OrdinalIgnoreCase);
        if (names.FirstOrDefault() is { } twice)
        {
            throw new Engine.SqlErrorException(1011, 16, 1, $"The correlation name '{twice}' is specified multiple times in a FROM clause.");
        }

        var scope = new RowScope([.. leftScope.Columns, .. rightScope.Columns], outer);
        var on = join.On is null ? null : new ExpressionBinder(environment, scope).BindCondition(join.On);
        return (scope, row => Join(leftRows(row), [.. rightRows(row)], join.Kind, on, (leftScope.Columns.Count, rightScope.Columns.Count), row));
    }

    private static IEnumerable<string> Qualifiers(RowScope scope) => scope.Columns.Select(column => column.Qualifier);

    private static IEnumerable<object?[]> Join(
        IEnumerable<object?[]> lefts, object?[][] rights, JoinKind kind, Func<RowContext?, bool>? on, (int Left, int Right) widths, RowContext? outer)
    {
        var matchedRights = new bool[rights.Length];
        foreach (var left in lefts)
        {
            var matched = false;
            for (var i = 0; i < rights.Length; i++)
            {
                object?[] row = [.. left, .. rights[i]];
                if (on is null || on(new(row, outer)))
                {
                    matched = matchedRights[i] = true;
                    yield return row;
                }
            }

            if (!matched && kind is JoinKind.Left or JoinKind.Full)
            {
                yield return [.. left, .. new object?[widths.Right]];
            }
        }

        for (var i = 0; i < rights.Length && kind is JoinKind.Right or JoinKind.Full; i++)
        {
            if (!matchedRights[i])
            {
                yield return [.. new object?[widths.Left], .. rights[i]];
            }
        }
    }
}
