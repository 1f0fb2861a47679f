using ChatDr.Simulator.Protocol;
using ChatDr.Simulator.TSql.Syntax;
using ChatDr.Simulator.TSql.Values;

namespace ChatDr.Simulator.TSql.Binding;

/// <summary>UNION, EXCEPT and INTERSECT (Microsoft Learn, "Set operators"). INTERSECT binds closer; what is not ALL is distinct.</summary>
internal sealed partial class QueryBinder
{
    private delegate IEnumerable<Output> RowSource(RowContext? row);

    private (IReadOnlyList<ResultColumn> Columns, Func<RowContext?, IEnumerable<Output>> Rows) Combine(Query query, BoundSelect first, RowScope? outer)
    {
        BoundSelect[] selects = [first, .. query.Parts.Select(part => BindSelect(part.Select, outer, [], []))];
        if (selects.Any(select => select.Columns.Count != first.Columns.Count))
        {
            throw SqlErrors.UnionColumns();
        }

        ResultColumn[] columns =
            [.. first.Columns.Select((column, i) => column with { Type = FunctionArguments.Common(selects.Select(select => select.Values[i])) })];
        SelectClause[] clauses = [query.First, .. query.Parts.Select(part => part.Select)];
        var sources = selects.Zip(clauses).Select(pair => Converted(pair.First, pair.Second.Top, columns, outer)).ToArray();
        var (result, term, pending) = ((RowSource?)null, sources[0], SetOperator.UnionAll);
        for (var i = 0; i < query.Parts.Count; i++)
        {
            if (query.Parts[i].Operator is SetOperator.Intersect)
            {
                term = Apply(SetOperator.Intersect, term, sources[i + 1]);
                continue;
            }

            result = result is null ? term : Apply(pending, result, term);
            (term, pending) = (sources[i + 1], query.Parts[i].Operator);
        }

        result = result is null ? term : Apply(pending, result, term);
        return (columns, row => result(row));
    }

    /// <summary>One SELECT's rows in the types of the whole. Its TOP counts for itself alone.</summary>
    private RowSource Converted(BoundSelect select, Expression? top, ResultColumn[] columns, RowScope? outer)
    {
        var page = new Paging(top is null ? null : new ExpressionBinder(environment, outer).Bind(top), null, null);
        return row => page.Apply(select.Rows(row), row).Select(output => output with
        {
            Values = [.. output.Values.Select((value, i) => SqlConversion.To(value, columns[i].Type, 0, select.Values[i].Type))],
        });
    }

    private static RowSource Apply(SetOperator operation, RowSource left, RowSource right) => operation switch
    {
        SetOperator.UnionAll => row => left(row).Concat(right(row)),
        SetOperator.Union => row => left(row).Concat(right(row)).DistinctBy(output => output.Values, RowEquality.Instance),
        SetOperator.Except => row => left(row).ExceptBy(right(row).Select(output => output.Values), output => output.Values, RowEquality.Instance),
        SetOperator.Intersect => row => left(row).IntersectBy(right(row).Select(output => output.Values), output => output.Values, RowEquality.Instance),
        _ => throw new ArgumentOutOfRangeException(nameof(operation)),
    };
}
