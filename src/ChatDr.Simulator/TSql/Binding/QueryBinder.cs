using ChatDr.Simulator.Protocol;
using ChatDr.Simulator.TSql.Syntax;
using ChatDr.Simulator.TSql.Values;

namespace ChatDr.Simulator.TSql.Binding;

/// <summary>Resolves the names of a query.</summary>
internal sealed partial class QueryBinder(IBindingEnvironment environment)
{
    private sealed record Output(object?[] Values, RowContext Row);

    private sealed record BoundSelect(
        IReadOnlyList<ResultColumn> Columns,
        IReadOnlyList<BoundExpression> Values,
        IReadOnlyList<string> Assignments,
        Func<RowContext?, IEnumerable<Output>> Rows);

    private sealed record Sort(Func<Output, object?> Key, bool Descending);

    /// <summary>A query inside <paramref name="outer"/>.</summary>
    public BoundQuery Bind(Query query, RowScope? outer)
    {
        List<Sort> sorts = [];
        var first = BindSelect(query.First, outer, query.Parts.Count is 0 ? query.OrderBy : [], sorts);
        var (columns, rows) = query.Parts.Count is 0 ? (first.Columns, first.Rows) : Combine(query, first, outer);
        if (query.Parts.Count > 0)
        {
            sorts.AddRange(query.OrderBy.Select(item => new Sort(SortOfResult(item.Value, columns) ?? throw UnknownSort(), item.Descending)));
        }

        var binder = new ExpressionBinder(environment, outer);
        var page = new Paging(
            query.Parts.Count is 0 && query.First.Top is { } top ? binder.Bind(top) : null,
            query.Offset is null ? null : binder.Bind(query.Offset),
            query.Fetch is null ? null : binder.Bind(query.Fetch));
        return new(columns, row => page.Apply(Sorted(rows(row), sorts), row).Select(output => output.Values), first.Assignments);
    }

    /// <summary>A query inside another, which has no order of its own unless it takes a part of its rows.</summary>
    /// <exception cref="Engine.SqlErrorException">1033.</exception>
    public BoundQuery BindInner(Query query, RowScope? outer) => query is { OrderBy.Count: > 0, Offset: null, First.Top: null }
        ? throw new Engine.SqlErrorException(
            1033, 15, 1, "ORDER BY is not valid in a derived table, subquery or common table expression without TOP or OFFSET.")
        : Bind(query, outer);

    /// <summary>The items of an OUTPUT clause.</summary>
    public static (IReadOnlyList<ResultColumn> Columns, IReadOnlyList<BoundExpression> Values) BindOutput(
        IReadOnlyList<SelectItem> items, RowScope scope, ExpressionBinder binder)
    {
        var (columns, values, _) = BindItems(items, scope, binder);
        return (columns, values);
    }

    private static Engine.SqlErrorException UnknownSort() => new(
        104, 16, 1, "ORDER BY items must appear in the select list if the statement contains a UNION, INTERSECT or EXCEPT operator.");

    private static IEnumerable<Output> Sorted(IEnumerable<Output> rows, List<Sort> sorts)
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

    /// <summary>A sort by what the result shows: a position, or the name of a column. Null when it is neither.</summary>
    private static Func<Output, object?>? SortOfResult(Expression expression, IReadOnlyList<ResultColumn> columns)
    {
        if (expression is LiteralExpression { Value: int position })
        {
            return position >= 1 && position <= columns.Count ? output => output.Values[position - 1] : throw SqlErrors.OrderPosition(position);
        }

        var index = expression is ColumnExpression { Name.Parts.Count: 1 } column
            ? columns.ToList().FindIndex(result => result.Name.Equals(column.Name.Name, StringComparison.OrdinalIgnoreCase))
            : -1;
        return index >= 0 ? output => output.Values[index] : null;
    }

    private BoundSelect BindSelect(SelectClause select, RowScope? outer, IReadOnlyList<OrderItem> order, List<Sort> sorts)
    {
        var (scope, source) = select.From is null ? (new RowScope([], outer), _ => [[]]) : BindSource(select.From, outer, select.Where);
        var where = select.Where is null ? null : new ExpressionBinder(environment, scope).BindCondition(select.Where);
        var aggregates = new List<Aggregate>();
        var (lists, having, ordering) = (InGroups(), InGroups(), InGroups());
        var (columns, values, assignments) = BindItems(select.Items, scope, lists);
        var condition = select.Having is null ? null : having.BindCondition(select.Having);
        sorts.AddRange(order.Select(item => new Sort(BindSort(item.Value, select, columns, ordering), item.Descending)));
        var keyBinder = new ExpressionBinder(environment, scope);
        var keys = select.GroupBy.Select(keyBinder.Bind).ToArray();
        var groups = keys.Length > 0 || aggregates.Count > 0 || condition is not null;
        if (groups)
        {
            RequireGrouped(lists, scope, SqlErrors.NotGrouped);
            RequireGrouped(having, scope, SqlErrors.NotGroupedInHaving);
            RequireGrouped(ordering, scope, SqlErrors.NotGroupedInOrder);
        }

        IEnumerable<RowContext> Filtered(RowContext? row) =>
            source(row).Select(found => new RowContext(found, row)).Where(found => where is null || where(found));
        IEnumerable<RowContext> Rows(RowContext? row) => groups
            ? Group(Filtered(row), keys, aggregates, scope, row).Where(group => condition is null || condition(group))
            : Filtered(row);
        IEnumerable<Output> Outputs(RowContext? row) => Rows(row).Select(found => new Output([.. values.Select(value => value.Evaluate(found))], found));
        IEnumerable<Output> Distinct(RowContext? row) => Outputs(row).DistinctBy(output => output.Values, RowEquality.Instance);
        return new(columns, values, assignments, select.Distinct ? Distinct : Outputs);

        ExpressionBinder InGroups() => new(environment, scope, aggregates) { GroupKeys = select.GroupBy };
    }

    private static Func<Output, object?> BindSort(Expression expression, SelectClause select, IReadOnlyList<ResultColumn> columns, ExpressionBinder binder)
    {
        if (SortOfResult(expression, columns) is { } known)
        {
            return known;
        }

        var isShown = select.Items.Any(item => item is StarItem || (item is ExpressionItem shown && ExpressionEquality.AreSame(shown.Value, expression)));
        if (select.Distinct && !isShown)
        {
            throw new Engine.SqlErrorException(145, 15, 1, "ORDER BY items must appear in the select list if SELECT DISTINCT is specified.");
        }

        var bound = binder.Bind(expression);
        return output => bound.Evaluate(output.Row);
    }

    private static void RequireGrouped(ExpressionBinder binder, RowScope scope, Func<string, Engine.SqlErrorException> refuse)
    {
        if (binder.BareColumns.Count > 0)
        {
            var bare = scope.Columns[binder.BareColumns[0]];
            throw refuse($"{bare.Qualifier}.{bare.Name}");
        }
    }

    private static IEnumerable<RowContext> Group(
        IEnumerable<RowContext> rows, BoundExpression[] keys, List<Aggregate> aggregates, RowScope scope, RowContext? outer)
    {
        var groups = rows.GroupBy(row => keys.Select(key => key.Evaluate(row)).ToArray(), RowEquality.Instance).Select(group => group.ToList()).ToList();
        if (groups.Count is 0 && keys.Length is 0)
        {
            groups.Add([]);
        }

        return groups.Select(group => new RowContext(
            group.Count > 0 ? group[0].Values : new object?[scope.Columns.Count], outer, [.. aggregates.Select(aggregate => aggregate.Compute(group))]));
    }

    private static (List<ResultColumn> Columns, List<BoundExpression> Values, List<string> Assignments) BindItems(
        IReadOnlyList<SelectItem> items, RowScope scope, ExpressionBinder binder)
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
            : throw new Engine.SqlErrorException(141, 15, 1, "A SELECT that assigns a value to a variable must not also retrieve data.");
    }

    private static IEnumerable<(string Name, BoundExpression Value)> ExpandStar(StarItem star, RowScope scope, ExpressionBinder binder)
    {
        var columns = scope.Columns
            .Where(column => !column.IsHidden && (star.Qualifier is null || column.Qualifier.Equals(star.Qualifier.Name, StringComparison.OrdinalIgnoreCase)))
            .ToArray();
        if (columns.Length > 0)
        {
            return columns.Select(column => (column.Name, binder.Bind(new ColumnExpression(new([column.Qualifier, column.Name])))));
        }

        throw star.Qualifier is null
            ? new Engine.SqlErrorException(263, 16, 1, "Must specify table to select from.")
            : SqlErrors.UnboundName(star.Qualifier + ".*");
    }
}
