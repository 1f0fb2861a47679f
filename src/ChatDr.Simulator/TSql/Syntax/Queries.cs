namespace ChatDr.Simulator.TSql.Syntax;

/// <summary>A query: one or more SELECTs put together by UNION, EXCEPT or INTERSECT, ordered and paged as a whole.</summary>
/// <param name="First">The first SELECT.</param>
/// <param name="Parts">The following ones.</param>
/// <param name="OrderBy">The order; empty when none.</param>
/// <param name="Offset">Rows to skip.</param>
/// <param name="Fetch">Rows to give after them.</param>
internal sealed record Query(SelectClause First, IReadOnlyList<SetPart> Parts, IReadOnlyList<OrderItem> OrderBy, Expression? Offset, Expression? Fetch);

/// <summary>A SELECT behind a set operator.</summary>
internal sealed record SetPart(SetOperator Operator, SelectClause Select);

/// <summary>One SELECT without its order.</summary>
internal sealed record SelectClause(
    Expression? Top,
    bool Distinct,
    IReadOnlyList<SelectItem> Items,
    TableSource? From,
    Expression? Where,
    IReadOnlyList<Expression> GroupBy,
    Expression? Having);

/// <summary>An item of a select list.</summary>
internal abstract record SelectItem;

/// <summary>An expression with its name, if it has one.</summary>
internal sealed record ExpressionItem(Expression Value, string? Alias) : SelectItem;

/// <summary><c>*</c> or <c>alias.*</c>.</summary>
internal sealed record StarItem(ObjectName? Qualifier) : SelectItem;

/// <summary><c>@variable = expression</c>.</summary>
internal sealed record AssignmentItem(string Variable, Expression Value) : SelectItem;

/// <summary>An item of ORDER BY.</summary>
internal sealed record OrderItem(Expression Value, bool Descending);

/// <summary>What stands in FROM.</summary>
internal abstract record TableSource;

/// <summary>A table or a catalog view.</summary>
internal sealed record NamedTable(ObjectName Name, string? Alias) : TableSource;

/// <summary>A subquery in FROM, or a common table expression by its name. <paramref name="Columns"/> are empty where the query's own names count.</summary>
internal sealed record DerivedTable(Query Query, string Alias, IReadOnlyList<string> Columns) : TableSource;

/// <summary>VALUES in FROM.</summary>
internal sealed record ValuesTable(IReadOnlyList<IReadOnlyList<Expression>> Rows, string Alias, IReadOnlyList<string> Columns) : TableSource;

/// <summary>Two sources put together. <paramref name="On"/> is null for CROSS JOIN.</summary>
internal sealed record JoinedTable(TableSource Left, TableSource Right, JoinKind Kind, Expression? On) : TableSource;
