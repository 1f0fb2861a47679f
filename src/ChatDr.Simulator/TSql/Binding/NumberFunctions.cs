using ChatDr.Simulator.Protocol;
using ChatDr.Simulator.TSql.Values;
using static ChatDr.Simulator.TSql.Binding.FunctionArguments;

namespace ChatDr.Simulator.TSql.Binding;

/// <summary>Functions of numbers (Microsoft Learn, "Mathematical functions (Transact-SQL)").</summary>
internal static class NumberFunctions
{
    /// <summary>The function; null when it is not one of these.</summary>
    public static BoundExpression? Find(string word, FunctionArguments arguments) => word switch
    {
        "ABS" => Same(arguments, Math.Abs),
        "SIGN" => Same(arguments, number => Math.Sign(number)),
        "FLOOR" => Whole(arguments, decimal.Floor),
        "CEILING" => Whole(arguments, decimal.Ceiling),
        "ROUND" => Round(arguments),
        "POWER" => arguments.Strict(2, Numeric(arguments), v => SqlConversion.To(Math.Pow(Double(v[0]), Double(v[1])), Numeric(arguments))),
        "SQRT" => arguments.Strict(1, SqlType.Float, v => Double(v[0]) is >= 0 and var number ? Math.Sqrt(number) : throw Domain()),
        "SQUARE" => arguments.Strict(1, SqlType.Float, v => Double(v[0]) * Double(v[0])),
        "EXP" => arguments.Strict(1, SqlType.Float, v => Math.Exp(Double(v[0]))),
        "LOG" => arguments.Strict(1, SqlType.Float, v => Double(v[0]) is > 0 and var number ? Math.Log(number) : throw Domain()),
        "LOG10" => arguments.Strict(1, SqlType.Float, v => Double(v[0]) is > 0 and var number ? Math.Log10(number) : throw Domain()),
        "PI" => arguments.Map(0, SqlType.Float, _ => Math.PI),
        _ => null,
    };

    private static Engine.SqlErrorException Domain() => new(3623, 16, 1, "An invalid floating point operation occurred.");

    private static double Double(object value) => (double)SqlConversion.To(value, SqlType.Float)!;

    /// <summary>The type of the first argument as these functions give it back: small whole numbers become int, text becomes float.</summary>
    private static SqlType Numeric(FunctionArguments arguments) => arguments.First.Kind switch
    {
        SqlTypeKind.Bit or SqlTypeKind.TinyInt or SqlTypeKind.SmallInt => SqlType.Int,
        _ when SqlTypes.IsNumeric(arguments.First) => arguments.First,
        _ => SqlType.Float,
    };

    private static BoundExpression Same(FunctionArguments arguments, Func<decimal, decimal> compute)
    {
        var type = Numeric(arguments);
        return arguments.Strict(1, type, v => SqlConversion.To(compute(SqlConversion.Number(v[0], type)), type));
    }

    /// <summary>A decimal loses its places.</summary>
    private static BoundExpression Whole(FunctionArguments arguments, Func<decimal, decimal> compute)
    {
        var given = Numeric(arguments);
        var type = given.Kind is SqlTypeKind.Decimal ? SqlType.Decimal(given.Precision, 0) : given;
        return arguments.Strict(1, type, v => SqlConversion.To(compute(SqlConversion.Number(v[0], given)), type));
    }

    /// <summary>Negative places round before the point; a third argument that is not 0 cuts.</summary>
    private static BoundExpression Round(FunctionArguments arguments)
    {
        var type = Numeric(arguments);
        return arguments.Strict(arguments.Count is 3 ? 3 : 2, type, v =>
        {
            var number = SqlConversion.Number(v[0], type);
            var places = Math.Clamp(Int(v[1]), -28, 28);
            var mode = v.Length is 3 && Int(v[2]) is not 0 ? MidpointRounding.ToZero : MidpointRounding.AwayFromZero;
            var unit = Enumerable.Repeat(10m, Math.Max(0, -places)).Aggregate(1m, (product, ten) => product * ten);
            return SqlConversion.To(places >= 0 ? decimal.Round(number, places, mode) : decimal.Round(number / unit, 0, mode) * unit, type);
        });
    }
}
