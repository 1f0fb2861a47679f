using ChatDr.Simulator.Protocol;
using ChatDr.Simulator.TSql.Values;

namespace ChatDr.Simulator.TSql.Binding;

/// <summary>An aggregate of a select list: COUNT, COUNT_BIG, SUM, AVG, MIN, MAX or STRING_AGG.</summary>
internal sealed record Aggregate(string Function, BoundExpression? Argument, BoundExpression? Separator, bool Distinct)
{
    /// <summary>Whether a function of this name aggregates.</summary>
    public static bool IsAggregate(string name) => name.ToUpperInvariant() is "COUNT" or "COUNT_BIG" or "SUM" or "AVG" or "MIN" or "MAX" or "STRING_AGG";

    /// <summary>The type of the result.</summary>
    public SqlType Type => Function switch
    {
        "COUNT" => SqlType.Int,
        "COUNT_BIG" => SqlType.BigInt,
        "STRING_AGG" => SqlType.NVarChar(SqlType.Max),
        "MIN" or "MAX" => Argument!.Type,
        _ => Argument!.Type.Kind switch
        {
            SqlTypeKind.TinyInt or SqlTypeKind.SmallInt or SqlTypeKind.Int => SqlType.Int,
            SqlTypeKind.BigInt => SqlType.BigInt,
            SqlTypeKind.Decimal => SqlType.Decimal(38, Function is "AVG" ? Math.Max((byte)6, Argument.Type.Scale) : Argument.Type.Scale),
            SqlTypeKind.Money => Argument.Type,
            SqlTypeKind.Float or SqlTypeKind.Real => SqlType.Float,
            _ => throw SqlErrors.InvalidOperand(SqlTypes.Name(Argument.Type), Function.ToLowerInvariant()),
        },
    };

    /// <summary>The result over a group.</summary>
    public object? Compute(IReadOnlyList<RowContext> rows)
    {
        if (Argument is null)
        {
            return Function is "COUNT" ? rows.Count : (object)(long)rows.Count;
        }

        var values = rows.Select(row => Argument.Evaluate(row)).Where(value => value is not null);
        var list = (Distinct ? values.Distinct(SqlComparison.Instance) : values).ToList();
        if (Function is "COUNT" or "COUNT_BIG")
        {
            return Function is "COUNT" ? list.Count : (object)(long)list.Count;
        }

        return list.Count is 0 ? null : Function switch
        {
            "MIN" => list.Min(SqlComparison.Instance),
            "MAX" => list.Max(SqlComparison.Instance),
            "STRING_AGG" => string.Join(Separator?.Evaluate(rows[0]) as string ?? "", list.Select(value => SqlConversion.Text(value!))),
            "SUM" => list.Aggregate((sum, next) => SqlArithmetic.Apply("+", sum, next, Type)),
            _ => SqlArithmetic.Apply("/", list.Aggregate((sum, next) => SqlArithmetic.Apply("+", sum, next, Type)), list.Count, Type),
        };
    }
}
