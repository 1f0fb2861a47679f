using ChatDr.Simulator.TSql.Syntax;

namespace ChatDr.Simulator.TSql.Binding;

/// <summary>Whether two expressions are written alike, as GROUP BY wants it of what the select list repeats.</summary>
internal static class ExpressionEquality
{
    /// <summary>Names are compared without case and by their last part, so <c>s.dept</c> is <c>dept</c>.</summary>
    public static bool AreSame(Expression? left, Expression? right) => (left, right) switch
    {
        (null, null) => true,
        (ColumnExpression a, ColumnExpression b) => SameText(a.Name.Name, b.Name.Name)
            && (a.Name.Schema is null || b.Name.Schema is null || SameText(a.Name.Schema, b.Name.Schema)),
        (LiteralExpression a, LiteralExpression b) => Equals(a.Value, b.Value),
        (VariableExpression a, VariableExpression b) => SameText(a.Name, b.Name),
        (UnaryExpression a, UnaryExpression b) => a.Operator == b.Operator && AreSame(a.Operand, b.Operand),
        (BinaryExpression a, BinaryExpression b) => a.Operator == b.Operator && AreSame(a.Left, b.Left) && AreSame(a.Right, b.Right),
        (CastExpression a, CastExpression b) => a.Type == b.Type && a.Try == b.Try && AreSame(a.Value, b.Value) && AreSame(a.Style, b.Style),
        (FunctionExpression a, FunctionExpression b) => SameText(a.Name.ToString(), b.Name.ToString()) && AreSame(a.Arguments, b.Arguments),
        (IsNullExpression a, IsNullExpression b) => AreSame(a.Value, b.Value),
        (CaseExpression a, CaseExpression b) => AreSame(a.Input, b.Input) && AreSame(a.Else, b.Else)
            && AreSame([.. a.Branches.Select(branch => branch.When)], [.. b.Branches.Select(branch => branch.When)])
            && AreSame([.. a.Branches.Select(branch => branch.Then)], [.. b.Branches.Select(branch => branch.Then)]),
        _ => false,
    };

    private static bool AreSame(IReadOnlyList<Expression> left, IReadOnlyList<Expression> right) =>
        left.Count == right.Count && left.Zip(right).All(pair => AreSame(pair.First, pair.Second));

    private static bool SameText(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
