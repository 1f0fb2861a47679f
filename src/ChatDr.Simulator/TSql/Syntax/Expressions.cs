using ChatDr.Simulator.Protocol;

namespace ChatDr.Simulator.TSql.Syntax;

/// <summary>An expression or a predicate as it was written.</summary>
internal abstract record Expression;

/// <summary>A literal or NULL.</summary>
internal sealed record LiteralExpression(object? Value, SqlType Type) : Expression;

/// <summary>A local variable.</summary>
internal sealed record VariableExpression(string Name) : Expression;

/// <summary>A system function such as <c>@@ROWCOUNT</c>.</summary>
internal sealed record SystemVariableExpression(string Name) : Expression;

/// <summary>A column, qualified or not.</summary>
internal sealed record ColumnExpression(ObjectName Name) : Expression;

/// <summary>Minus, bitwise not, or logical NOT.</summary>
internal sealed record UnaryExpression(string Operator, Expression Operand) : Expression;

/// <summary>Arithmetic, comparison (by symbol) or AND / OR.</summary>
internal sealed record BinaryExpression(string Operator, Expression Left, Expression Right) : Expression;

/// <summary>LIKE.</summary>
internal sealed record LikeExpression(Expression Value, Expression Pattern, Expression? Escape) : Expression;

/// <summary>IN with a list.</summary>
internal sealed record InListExpression(Expression Value, IReadOnlyList<Expression> Items) : Expression;

/// <summary>IN with a subquery.</summary>
internal sealed record InQueryExpression(Expression Value, Query Query) : Expression;

/// <summary>EXISTS.</summary>
internal sealed record ExistsExpression(Query Query) : Expression;

/// <summary>BETWEEN.</summary>
internal sealed record BetweenExpression(Expression Value, Expression Low, Expression High) : Expression;

/// <summary>IS NULL.</summary>
internal sealed record IsNullExpression(Expression Value) : Expression;

/// <summary>CASE: simple when <paramref name="Input"/> is there, else searched.</summary>
internal sealed record CaseExpression(Expression? Input, IReadOnlyList<CaseBranch> Branches, Expression? Else) : Expression;

/// <summary>A WHEN of a CASE.</summary>
internal sealed record CaseBranch(Expression When, Expression Then);

/// <summary>CAST, CONVERT, TRY_CAST and TRY_CONVERT.</summary>
internal sealed record CastExpression(Expression Value, SqlType Type, bool Try, Expression? Style) : Expression;

/// <summary>A function or an aggregate. <paramref name="Star"/>: COUNT(*).</summary>
internal sealed record FunctionExpression(ObjectName Name, IReadOnlyList<Expression> Arguments, bool Distinct = false, bool Star = false) : Expression;

/// <summary>A subquery that gives one value.</summary>
internal sealed record SubqueryExpression(Query Query) : Expression;
