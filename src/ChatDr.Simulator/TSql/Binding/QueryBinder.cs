using ChatDr.Simulator.Protocol;
using ChatDr.Simulator.TSql.Syntax;
using ChatDr.Simulator.TSql.Values;

namespace ChatDr.Simulator.TSql.Binding;

/// <summary>Resolves the names of a query. Joins are nested loops: the tables of a lab are small.</summary>
internal sealed class QueryBinder(IBindingEnvironment environment)
{
    private sealed record Output(object?[] Values, RowContext Row);

    private sealed record BoundSelect(IReadOnlyList<ResultColumn> Columns, IReadOnlyList<string> Assignments, Func<RowContext?, IEnumerable<Output>> Rows, RowScope Scope, List<Aggregate> Aggregates);

    /// <summary>A query inside <paramref name="outer"/>.</summary>
    public BoundQuery Bind(Query query, RowScope? outer)
    {
        var ordersByRow = query.Unions.Count is 0;
        var sorts = new List<(Func<Output, object?> Key, bool Descending)>();
        var first = BindSelect(query.First, outer, select => sorts.AddRange(query.OrderBy.Select(item => (BindSort(item.Value, select, ordersByRow), item.Descending))));
        var rows = first.Rows;
        foreach (var union in query.Unions)
        {
            rows = Append(rows, first, BindSelect(union.Select, outer, _ => { }), union.All);
        }

        var binder = new ExpressionBinder(environment, outer);
        var top = query.First.Top is null ? null : binder.Bind(query.First.Top);
        var offset = query.Offset is null ? null : binder.Bind(query.Offset);
        var fetch = query.Fetch is null ? null : binder.Bind(query.Fetch);
        return new(first.Columns, row => Page(Sort(rows(row), sorts), row, offset, fetch ?? top).Select(output => output.Values), first.Assignments);
    }

    /// <summary>What stands in FROM. <paramref name="where"/> lets a single table be sought by key; its caller still filters.</summary>
    public (RowScope Scope, Func<RowContext?, IEnumerable<object?[]>> Rows) BindSource(TableSource source, RowScope? outer, Expression? where = null) => source switch
    {
        NamedTable table => BindTable(table, outer, where),
        DerivedTable derived => BindDerived(derived, outer),
        ValuesTable values => BindValues(values, outer),
        JoinedTable join => BindJoin(join, outer),
        _ => throw SqlErrors.NotSupported(source.GetType().Name),
    };

    /// <summary>The items of an OUTPUT clause.</summary>
    public static (IReadOnlyList<ResultColumn> Columns, IReadOnlyList<BoundExpression> Values) BindOutput(IReadOnlyList<SelectItem> items, RowScope scope, ExpressionBinder binder)
    {
        var (columns, values, _) = BindItems(items, scope, binder);
        return (columns, values);
    }

    private static Func<RowContext?, IEnumerable<Output>> Append(Func<RowContext?, IEnumerable<Output>> rows, BoundSelect first, BoundSelect next, bool all)
    {
        if (next.Columns.Count != first.Columns.Count)
        {
            throw SqlErrors.UnionColumns();
        }

        IEnumerable<Output> Both(RowContext? row) => rows(row).Concat(next.Rows(row).Select(output => output with { Values = [.. output.Values.Select((value, i) => SqlConversion.To(value, first.Columns[i].Type))] }));
        return all ? Both : row => Both(row).DistinctBy(output => output.Values, RowEquality.Instance);
    }

    private static IEnumerable<Output> Sort(IEnumerable<Output> rows, List<(Func<Output, object?> Key, bool Descending)> sorts)
    {
        IOrderedEnumerable<Output>? ordered = null;
        foreach (var (key, descending) in sorts)
        {
            ordered = ordered is null
                ? descending ? rows.OrderByDescending(key, SqlComparison.Instance) : rows.OrderBy(key, SqlComparison.Instance)
                : descending ? ordered.ThenByDescending(key, SqlComparison.Instance) : ordered.ThenBy(key, SqlComparison.Instance);
        }

        return ordered ?? rows;
    }

    private static IEnumerable<Output> Page(IEnumerable<Output> rows, RowContext? row, BoundExpression? offset, BoundExpression? count)
    {
        rows = offset is null ? rows : rows.Skip((int)(SqlConversion.To(offset.Evaluate(row), SqlType.Int) ?? 0));
        return count is null ? rows : rows.Take((int)(SqlConversion.To(count.Evaluate(row), SqlType.Int) ?? 0));
    }

    private Func<Output, object?> BindSort(Expression expression, BoundSelect select, bool byRow)
    {
        if (expression is LiteralExpression { Value: int position })
        {
            return position >= 1 && position <= select.Columns.Count ? output => output.Values[position - 1] : throw SqlErrors.OrderPosition(position);
        }

        if (expression is ColumnExpression { Name.Parts.Count: 1 } column
            && select.Columns.ToList().FindIndex(result => result.Name.Equals(column.Name.Name, StringComparison.OrdinalIgnoreCase)) is >= 0 and var index)
        {
            return output => output.Values[index];
        }

        if (!byRow)
        {
            throw SqlErrors.NotSupported("ORDER BY of a UNION by an expression");
        }

        var bound = new ExpressionBinder(environment, select.Scope, select.Aggregates).Bind(expression);
        return output => bound.Evaluate(output.Row);
    }

    private BoundSelect BindSelect(SelectClause select, RowScope? outer, Action<BoundSelect> beforeGrouping)
    {
        var (scope, source) = select.From is null ? (new RowScope([], outer), _ => [[]]) : BindSource(select.From, outer, select.Where);
        var where = select.Where is null ? null : new ExpressionBinder(environment, scope).BindCondition(select.Where);
        var aggregates = new List<Aggregate>();
        var binder = new ExpressionBinder(environment, scope, aggregates);
        var (columns, values, assignments) = BindItems(select.Items, scope, binder);
        var having = select.Having is null ? null : binder.BindCondition(select.Having);
        var bound = new BoundSelect(columns, assignments, _ => [], scope, aggregates);
        beforeGrouping(bound);
        var groupBinder = new ExpressionBinder(environment, scope);
        var keys = select.GroupBy.Select(groupBinder.Bind).ToArray();
        var groups = keys.Length > 0 || aggregates.Count > 0 || having is not null;
        if (groups && select.GroupBy.All(key => key is ColumnExpression) && binder.BareColumns.Except(groupBinder.BareColumns).Select(i => (int?)i).FirstOrDefault() is { } bare)
        {
            throw SqlErrors.NotGrouped($"{scope.Columns[bare].Qualifier}.{scope.Columns[bare].Name}");
        }

        IEnumerable<RowContext> Filtered(RowContext? row) => source(row).Select(found => new RowContext(found, row)).Where(found => where is null || where(found));
        IEnumerable<RowContext> Rows(RowContext? row) => groups ? Group(Filtered(row), keys, aggregates, scope, row).Where(group => having is null || having(group)) : Filtered(row);
        IEnumerable<Output> Outputs(RowContext? row) => Rows(row).Select(found => new Output([.. values.Select(value => value.Evaluate(found))], found));
        return bound with { Rows = select.Distinct ? row => Outputs(row).DistinctBy(output => output.Values, RowEquality.Instance) : Outputs };
    }

    private static IEnumerable<RowContext> Group(IEnumerable<RowContext> rows, BoundExpression[] keys, List<Aggregate> aggregates, RowScope scope, RowContext? outer)
    {
        var groups = rows.GroupBy(row => keys.Select(key => key.Evaluate(row)).ToArray(), RowEquality.Instance).Select(group => group.ToList()).ToList();
        if (groups.Count is 0 && keys.Length is 0)
        {
            groups.Add([]);
        }

        return groups.Select(group => new RowContext(
            group.Count > 0 ? group[0].Values : new object?[scope.Columns.Count], outer, [.. aggregates.Select(aggregate => aggregate.Compute(group))]));
    }

    private static (List<ResultColumn> Columns, List<BoundExpression> Values, List<string> Assignments) BindItems(IReadOnlyList<SelectItem> items, RowScope scope, ExpressionBinder binder)
    {
        var columns = new List<ResultColumn>();
        var values = new List<BoundExpression>();
        var assignments = new List<string>();
        foreach (var item in items)
        {
            if (item is StarItem star)
            {
                foreach (var (name, value) in ExpandStar(star, scope, binder))
                {
                    columns.Add(new(name, value.Type));
                    values.Add(value);
                }

                continue;
            }

            var expression = item is AssignmentItem assignment ? assignment.Value : ((ExpressionItem)item).Value;
            var bound = binder.Bind(expression);
            columns.Add(new((item as ExpressionItem)?.Alias ?? (expression as ColumnExpression)?.Name.Name ?? "", bound.Type));
            values.Add(bound);
            if (item is AssignmentItem { Variable: var variable })
            {
                assignments.Add(variable);
            }
        }

        return assignments.Count is 0 || assignments.Count == columns.Count ? (columns, values, assignments)
            : throw new Engine.SqlErrorException(141, 15, 1, "A SELECT statement that assigns a value to a variable must not be combined with data-retrieval operations.");
    }

    private static IEnumerable<(string Name, BoundExpression Value)> ExpandStar(StarItem star, RowScope scope, ExpressionBinder binder)
    {
        var columns = scope.Columns.Where(column => !column.IsHidden && (star.Qualifier is null || column.Qualifier.Equals(star.Qualifier.Name, StringComparison.OrdinalIgnoreCase))).ToArray();
        return columns.Length is 0
            ? throw (star.Qualifier is null ? new Engine.SqlErrorException(263, 16, 1, "Must specify table to select from.") : SqlErrors.UnboundName(star.Qualifier + ".*"))
            : columns.Select(column => (column.Name, binder.Bind(new ColumnExpression(new([column.Qualifier, column.Name])))));
    }

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
        var query = Bind(derived.Query, null);
        return (new([.. query.Columns.Select(column => new ScopeColumn(derived.Alias, column.Name, column.Type))], outer), _ => query.Rows(null));
    }

    private (RowScope Scope, Func<RowContext?, IEnumerable<object?[]>> Rows) BindValues(ValuesTable values, RowScope? outer)
    {
        var binder = new ExpressionBinder(environment, outer);
        var rows = values.Rows.Select(row => row.Select(binder.Bind).ToArray()).ToArray();
        if (rows.Any(row => row.Length != values.Columns.Count))
        {
            throw SqlErrors.ColumnCount();
        }

        var types = values.Columns.Select((_, i) => rows.Select(row => row[i].Type).Aggregate(SqlTypes.Common)).ToArray();
        return (new([.. values.Columns.Select((name, i) => new ScopeColumn(values.Alias, name, types[i]))], outer),
            outerRow => rows.Select(row => row.Select((value, i) => SqlConversion.To(value.Evaluate(outerRow), types[i])).ToArray()));
    }

    private (RowScope Scope, Func<RowContext?, IEnumerable<object?[]>> Rows) BindJoin(JoinedTable join, RowScope? outer)
    {
        var (leftScope, leftRows) = BindSource(join.Left, outer);
        var (rightScope, rightRows) = BindSource(join.Right, outer);
        var scope = new RowScope([.. leftScope.Columns, .. rightScope.Columns], outer);
        var on = join.On is null ? null : new ExpressionBinder(environment, scope).BindCondition(join.On);
        return (scope, row => Join(leftRows(row), [.. rightRows(row)], join.Kind, on, (leftScope.Columns.Count, rightScope.Columns.Count), row));
    }

    private static IEnumerable<object?[]> Join(IEnumerable<object?[]> lefts, object?[][] rights, JoinKind kind, Func<RowContext?, bool>? on, (int Left, int Right) widths, RowContext? outer)
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
