using System.Runtime.CompilerServices;
using ChatDr.Simulator.Protocol;
using ChatDr.Simulator.TSql.Syntax;
using ChatDr.Simulator.TSql.Values;

namespace ChatDr.Simulator.TSql.Binding;

/// <summary>Resolves the names of an expression and gives it a type.</summary>
/// <param name="environment">Variables, functions and tables.</param>
/// <param name="scope">The columns; null outside of any query.</param>
/// <param name="aggregates">Collects the aggregates of a select list; null where none may stand.</param>
internal sealed class ExpressionBinder(IBindingEnvironment environment, RowScope? scope, List<Aggregate>? aggregates = null)
{
    private static readonly SqlType LongText = SqlType.NVarChar(SqlType.Max);

    /// <summary>Columns used outside of aggregates and of <see cref="GroupKeys"/>: those that must be grouped.</summary>
    public List<int> BareColumns { get; } = [];

    /// <summary>The expressions of GROUP BY: what they hold is grouped.</summary>
    public IReadOnlyList<Expression> GroupKeys { get; init; } = [];

    private bool IsInAggregate { get; init; }

    /// <summary>A value or a predicate.</summary>
    public BoundExpression Bind(Expression expression)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var bare = BareColumns.Count;
        var bound = BindWhole(expression);
        if (GroupKeys.Any(key => ExpressionEquality.AreSame(key, expression)))
        {
            BareColumns.RemoveRange(bare, BareColumns.Count - bare);
        }

        return bound;
    }

    private BoundExpression BindWhole(Expression expression) => expression switch
    {
        LiteralExpression literal => new(literal.Type, _ => literal.Value) { IsUntyped = literal.Value is null },
        VariableExpression variable => BindVariable(variable.Name),
        SystemVariableExpression system => environment.FindSystemVariable(system.Name) ?? throw SqlErrors.UndeclaredVariable(system.Name),
        ColumnExpression column => BindColumn(column.Name),
        UnaryExpression unary => BindUnary(unary),
        BinaryExpression { Operator: "AND" or "OR" } logic => BindLogic(logic),
        BinaryExpression { Operator: "=" or "<>" or "!=" or "<" or "<=" or ">" or ">=" or "!<" or "!>" } comparison =>
            BindComparison(comparison.Operator, Bind(comparison.Left), Bind(comparison.Right)),
        BinaryExpression binary => BindArithmetic(binary),
        LikeExpression like => BindLike(like),
        InListExpression list => BindInList(list),
        InQueryExpression query => BindInQuery(query),
        ExistsExpression exists => BindExists(exists),
        BetweenExpression between => BindLogic(
            new("AND", new BinaryExpression(">=", between.Value, between.Low), new BinaryExpression("<=", between.Value, between.High))),
        IsNullExpression isNull => BindIsNull(Bind(isNull.Value)),
        CaseExpression @case => BindCase(@case),
        CastExpression cast => BindCast(cast),
        FunctionExpression function => BindFunction(function),
        SubqueryExpression subquery => BindSubquery(subquery),
        _ => throw SqlErrors.NotSupported(expression.GetType().Name),
    };

    /// <summary>A condition: true, false, or null for UNKNOWN.</summary>
    /// <exception cref="Engine.SqlErrorException">4145: it is a value.</exception>
    public Func<RowContext?, bool> BindCondition(Expression expression)
    {
        var bound = IsPredicate(expression) ? Bind(expression)
            : throw new Engine.SqlErrorException(4145, 15, 1, "An expression of non-boolean type specified in a context where a condition is expected.");
        return row => bound.Evaluate(row) is true;
    }

    private static bool IsPredicate(Expression expression) => expression is LikeExpression or InListExpression or InQueryExpression or ExistsExpression
        or BetweenExpression or IsNullExpression or UnaryExpression { Operator: "NOT" }
        or BinaryExpression { Operator: "AND" or "OR" or "=" or "<>" or "!=" or "<" or "<=" or ">" or ">=" or "!<" or "!>" };

    private BoundExpression BindVariable(string name)
    {
        var type = environment.FindVariable(name) ?? throw SqlErrors.UndeclaredVariable(name);
        return new(type, _ => environment.GetVariable(name));
    }

    private BoundExpression BindColumn(ObjectName name)
    {
        var depth = 0;
        for (var level = scope; level is not null; level = level.Outer, depth++)
        {
            if (level.Find(name) is { } index)
            {
                if (depth is 0)
                {
                    BareColumns.Add(index);
                }

                var up = depth;
                return new(level.Columns[index].Type, row => Ancestor(row, up).Values[index]);
            }
        }

        throw name.Parts.Count > 1 ? SqlErrors.UnboundName(name.ToString()) : SqlErrors.InvalidColumn(name.Name);
    }

    private static RowContext Ancestor(RowContext? row, int depth)
    {
        for (; depth > 0; depth--)
        {
            row = row?.Outer;
        }

        return row ?? throw new InvalidOperationException("A column was evaluated outside of its query.");
    }

    private BoundExpression BindUnary(UnaryExpression unary)
    {
        if (unary.Operator is "NOT")
        {
            var condition = IsPredicate(unary.Operand) ? Bind(unary.Operand) : throw SqlErrors.Syntax("NOT", isKeyword: true, 0);
            return new(SqlType.Bit, row => condition.Evaluate(row) is bool value ? !value : null);
        }

        var operand = Bind(unary.Operand);
        if (!SqlTypes.IsNumeric(operand.Type))
        {
            throw SqlErrors.InvalidOperand(SqlTypes.Name(operand.Type), unary.Operator is "-" ? "minus" : "'~'");
        }

        return unary.Operator is "-"
            ? new(operand.Type, row => SqlArithmetic.Apply("-", SqlConversion.To(0, operand.Type), operand.Evaluate(row), operand.Type))
            : new(operand.Type, row => operand.Evaluate(row) is bool flag ? !flag : SqlArithmetic.Complement(operand.Evaluate(row), operand.Type));
    }

    private BoundExpression BindLogic(BinaryExpression logic)
    {
        var left = BindTruth(logic.Left);
        var right = BindTruth(logic.Right);
        var decides = logic.Operator is "OR";
        return new(SqlType.Bit, row =>
        {
            var first = left.Evaluate(row);
            if (first is bool known && known == decides)
            {
                return decides;
            }

            var second = right.Evaluate(row);
            return second is bool other && other == decides ? decides : first is null || second is null ? null : !decides;
        });
    }

    private BoundExpression BindTruth(Expression expression) => IsPredicate(expression) ? Bind(expression)
        : throw new Engine.SqlErrorException(4145, 15, 1, "An expression of non-boolean type specified in a context where a condition is expected.");

    private static BoundExpression BindComparison(string operation, BoundExpression left, BoundExpression right)
    {
        var type = SqlTypes.Common(left.Type, right.Type);
        var isTyped = !left.IsUntyped && !right.IsUntyped;
        if (isTyped && (SqlTypes.AreApart(left.Type, right.Type) || SqlTypes.AreApart(right.Type, left.Type)))
        {
            throw SqlErrors.Clash(SqlTypes.Name(left.Type), SqlTypes.Name(right.Type));
        }

        var wide = Wide(type);
        return new(SqlType.Bit, row => left.Evaluate(row) is { } first && right.Evaluate(row) is { } second
            ? (object)Compare(operation, SqlConversion.To(first, wide, 0, left.Type), SqlConversion.To(second, wide, 0, right.Type))
            : null);
    }

    /// <summary>Comparing cuts nothing.</summary>
    private static SqlType Wide(SqlType type) => SqlTypes.IsText(type) ? LongText
        : SqlTypes.IsBinary(type) ? SqlType.VarBinary(SqlType.Max)
        : type.Kind is SqlTypeKind.Decimal ? SqlType.Decimal(38, Math.Max((byte)10, type.Scale)) : type;

    private static bool Compare(string operation, object? left, object? right)
    {
        var order = SqlComparison.Instance.Compare(left, right);
        return operation switch
        {
            "=" => order is 0,
            "<>" or "!=" => order is not 0,
            "<" => order < 0,
            "<=" or "!>" => order <= 0,
            ">" => order > 0,
            _ => order >= 0,
        };
    }

    private BoundExpression BindArithmetic(BinaryExpression binary)
    {
        var left = Bind(binary.Left);
        var right = Bind(binary.Right);
        var type = left.IsUntyped && !right.IsUntyped ? SqlArithmetic.ResultType(binary.Operator, right.Type, right.Type)
            : right.IsUntyped && !left.IsUntyped ? SqlArithmetic.ResultType(binary.Operator, left.Type, left.Type)
            : SqlArithmetic.ResultType(binary.Operator, Exact(binary.Left, left.Type, right.Type), Exact(binary.Right, right.Type, left.Type));
        return new(type, row => SqlArithmetic.Apply(binary.Operator, left.Evaluate(row), right.Evaluate(row), type));
    }

    /// <summary>A whole literal beside a decimal has as many digits as are written (Microsoft Learn, "Precision, scale, and length").</summary>
    private static SqlType Exact(Expression expression, SqlType type, SqlType other) =>
        expression is LiteralExpression { Value: int number } && other.Kind is SqlTypeKind.Decimal
            ? SqlType.Decimal((byte)number.ToString(System.Globalization.CultureInfo.InvariantCulture).Length, 0)
            : type;

    private BoundExpression BindLike(LikeExpression like)
    {
        var value = Bind(like.Value);
        var pattern = Bind(like.Pattern);
        var escape = like.Escape is null ? null : Bind(like.Escape);
        return new(SqlType.Bit, row => value.Evaluate(row) is { } text && pattern.Evaluate(row) is { } mask
            ? SqlComparison.Like(SqlConversion.Text(text), SqlConversion.Text(mask), escape?.Evaluate(row) is string { Length: 1 } sign ? sign[0] : null)
            : null);
    }

    private BoundExpression BindInList(InListExpression list)
    {
        var value = Bind(list.Value);
        var items = list.Items.Select(item => BindComparison("=", value, Bind(item))).ToArray();
        return new(SqlType.Bit, row => AnyTrue(items.Select(item => item.Evaluate(row))));
    }

    private BoundExpression BindInQuery(InQueryExpression expression)
    {
        var value = Bind(expression.Value);
        var query = BindOneColumn(expression.Query);
        var type = SqlTypes.Common(value.Type, query.Columns[0].Type);
        return new(SqlType.Bit, row => value.Evaluate(row) is { } sought
            ? AnyTrue(query.Rows(row).Select(found => found[0] is { } item
                ? (object)Compare("=", SqlConversion.To(sought, Wide(type)), SqlConversion.To(item, Wide(type)))
                : null))
            : null);
    }

    private static object? AnyTrue(IEnumerable<object?> results)
    {
        object? answer = false;
        foreach (var result in results)
        {
            if (result is true)
            {
                return true;
            }

            answer = result is null ? null : answer;
        }

        return answer;
    }

    private BoundExpression BindExists(ExistsExpression exists)
    {
        var query = new QueryBinder(environment).BindInner(exists.Query, scope);
        return new(SqlType.Bit, row => query.Rows(row).Any());
    }

    private static BoundExpression BindIsNull(BoundExpression value) => new(SqlType.Bit, row => value.Evaluate(row) is null);

    private BoundExpression BindCase(CaseExpression expression)
    {
        var branches = expression.Branches.Select(branch => (
            When: expression.Input is null ? BindTruth(branch.When) : BindComparison("=", Bind(expression.Input), Bind(branch.When)),
            Then: Bind(branch.Then))).ToArray();
        var otherwise = expression.Else is null ? null : Bind(expression.Else);
        BoundExpression[] results = otherwise is null ? [.. branches.Select(branch => branch.Then)] : [.. branches.Select(branch => branch.Then), otherwise];
        if (results.All(result => result.IsUntyped))
        {
            throw new Engine.SqlErrorException(8133, 16, 1, "At least one of the results of a CASE must be something else than the constant NULL.");
        }

        var type = FunctionArguments.Common(results);
        return new(type, row =>
        {
            foreach (var (when, then) in branches)
            {
                if (when.Evaluate(row) is true)
                {
                    return SqlConversion.To(then.Evaluate(row), type, 0, then.Type);
                }
            }

            return SqlConversion.To(otherwise?.Evaluate(row), type, 0, otherwise?.Type);
        });
    }

    private BoundExpression BindCast(CastExpression cast)
    {
        var value = Bind(cast.Value);
        if (!value.IsUntyped && !SqlTypes.CanCast(value.Type, cast.Type))
        {
            throw SqlErrors.NoCast(SqlTypes.Name(value.Type), SqlTypes.Name(cast.Type));
        }

        var style = cast.Style is null ? null : Bind(cast.Style);
        return new(cast.Type, row =>
        {
            try
            {
                var number = style is null ? 0 : (int)(SqlConversion.To(style.Evaluate(row), SqlType.Int) ?? 0);
                return SqlConversion.To(value.Evaluate(row), cast.Type, number, value.Type);
            }
            catch (Engine.SqlErrorException e) when (cast.Try && e.Number is 220 or 232 or 235 or 241 or 242 or 244 or 245 or 248 or 8114 or 8115 or 8169)
            {
                return null;
            }
        });
    }

    private BoundExpression BindFunction(FunctionExpression function)
    {
        if (function.Name.Parts.Count is 1 && Aggregate.IsAggregate(function.Name.Name))
        {
            return BindAggregate(function);
        }

        if (function.Star || function.Distinct)
        {
            throw SqlErrors.Syntax(function.Star ? "*" : "DISTINCT", isKeyword: function.Distinct, 0);
        }

        var name = function.Name.ToString();
        var arguments = function.Arguments.Select((argument, i) => i is 0 && TimeFunctions.TakesAPart(name) ? BindPart(argument) : Bind(argument)).ToArray();
        return ScalarFunctions.Find(environment, name, arguments)
            ?? environment.FindFunction(name.ToUpperInvariant(), arguments)
            ?? throw SqlErrors.UnknownFunction(name);
    }

    /// <summary>Date parts (DATEDIFF(second, …)) are words, not columns.</summary>
    private static BoundExpression BindPart(Expression argument) => argument is ColumnExpression { Name.Parts.Count: 1 } word
        ? new(SqlType.SysName, _ => word.Name.Name)
        : throw new Engine.SqlErrorException(1023, 15, 1, "A date part has to be a word, and not a value.");

    private BoundExpression BindAggregate(FunctionExpression function)
    {
        if (aggregates is null)
        {
            throw IsInAggregate ? SqlErrors.AggregateOfAggregate() : SqlErrors.AggregateNotAllowed();
        }

        var inner = new ExpressionBinder(environment, scope) { IsInAggregate = true };
        var arguments = function.Arguments.Select(inner.Bind).ToArray();
        if (arguments.Length is 0 != function.Star)
        {
            throw SqlErrors.ArgumentCount(function.Name.Name, 1);
        }

        var aggregate = new Aggregate(function.Name.Name.ToUpperInvariant(), arguments.FirstOrDefault(), arguments.ElementAtOrDefault(1), function.Distinct);
        var slot = aggregates.Count;
        aggregates.Add(aggregate);
        return new(aggregate.Type, row => row?.Aggregates?[slot]);
    }

    private BoundExpression BindSubquery(SubqueryExpression subquery)
    {
        var query = BindOneColumn(subquery.Query);
        return new(query.Columns[0].Type, row =>
        {
            using var rows = query.Rows(row).GetEnumerator();
            var value = rows.MoveNext() ? rows.Current[0] : null;
            return rows.MoveNext() ? throw SqlErrors.SubqueryManyRows() : value;
        });
    }

    private BoundQuery BindOneColumn(Query query)
    {
        var bound = new QueryBinder(environment).BindInner(query, scope);
        return bound.Columns.Count is 1 ? bound : throw SqlErrors.SubqueryManyColumns();
    }
}
