using System.Globalization;
using ChatDr.Simulator.Protocol;

namespace ChatDr.Simulator.TSql.Values;

/// <summary>Arithmetic on two values that are brought to one type.</summary>
internal static class SqlArithmetic
{
    /// <summary>The type of the result.</summary>
    /// <exception cref="Engine.SqlErrorException">8117: the types do not take part in arithmetic.</exception>
    public static SqlType ResultType(string operation, SqlType left, SqlType right)
    {
        if (operation is "+" && (SqlTypes.IsText(left) || SqlTypes.IsBinary(left)) && (SqlTypes.IsText(right) || SqlTypes.IsBinary(right)))
        {
            return Concatenated(left, right);
        }

        var common = SqlTypes.Common(left, right);
        if (!SqlTypes.IsNumeric(common))
        {
            return operation is "+" or "-" && common.Kind is SqlTypeKind.DateTime ? common : throw SqlErrors.InvalidOperand(SqlTypes.Name(common), operation);
        }

        return common.Kind switch
        {
            SqlTypeKind.Bit => SqlType.Int,
            SqlTypeKind.Decimal => SqlType.Decimal(38, operation is "/" ? (byte)Math.Max(6, (int)common.Scale) : operation is "*" ? (byte)Math.Min(18, left.Scale + right.Scale) : common.Scale),
            _ => common,
        };
    }

    /// <summary>The result; null when an operand is.</summary>
    /// <exception cref="Engine.SqlErrorException">8134 or 8115.</exception>
    public static object? Apply(string operation, object? left, object? right, SqlType type)
    {
        if (left is null || right is null)
        {
            return null;
        }

        if (SqlTypes.IsText(type))
        {
            return SqlConversion.Text(left) + SqlConversion.Text(right);
        }

        if (SqlTypes.IsBinary(type))
        {
            return (byte[])[.. (byte[])left, .. (byte[])right];
        }

        if (type.Kind is SqlTypeKind.DateTime)
        {
            var days = SqlConversion.Number(right, SqlType.Float);
            return ((DateTime)SqlConversion.To(left, type)!).AddDays((double)(operation is "+" ? days : -days));
        }

        if (type.Kind is SqlTypeKind.Float or SqlTypeKind.Real)
        {
            return ApplyFloat(operation, Convert.ToDouble(SqlConversion.To(left, SqlType.Float), CultureInfo.InvariantCulture), Convert.ToDouble(SqlConversion.To(right, SqlType.Float), CultureInfo.InvariantCulture), type);
        }

        return ApplyExact(operation, SqlConversion.Number(left, type), SqlConversion.Number(right, type), type);
    }

    private static SqlType Concatenated(SqlType left, SqlType right)
    {
        var common = SqlTypes.Common(left, right);
        var unicode = common.Kind is SqlTypeKind.NVarChar or SqlTypeKind.NChar;
        var length = left.Length is SqlType.Max || right.Length is SqlType.Max ? SqlType.Max : Math.Min(left.Length + right.Length, unicode ? 4000 : 8000);
        return SqlTypes.IsBinary(common) ? SqlType.VarBinary(length) : unicode ? SqlType.NVarChar(length) : SqlType.VarChar(length);
    }

    private static object? ApplyFloat(string operation, double left, double right, SqlType type) => SqlConversion.To(
        operation switch
        {
            "+" => left + right,
            "-" => left - right,
            "*" => left * right,
            "/" => right is 0 ? throw SqlErrors.DivideByZero() : left / right,
            _ => throw SqlErrors.InvalidOperand(SqlTypes.Name(type), operation),
        },
        type);

    private static object? ApplyExact(string operation, decimal left, decimal right, SqlType type)
    {
        try
        {
            var result = operation switch
            {
                "+" => left + right,
                "-" => left - right,
                "*" => left * right,
                "/" => right is 0 ? throw SqlErrors.DivideByZero() : SqlTypes.IsWhole(type) ? decimal.Truncate(left / right) : left / right,
                "%" => right is 0 ? throw SqlErrors.DivideByZero() : left % right,
                "&" => (long)left & (long)right,
                "|" => (long)left | (long)right,
                "^" => (long)left ^ (long)right,
                _ => throw SqlErrors.InvalidOperand(SqlTypes.Name(type), operation),
            };
            return SqlConversion.To(result, type);
        }
        catch (OverflowException)
        {
            throw SqlErrors.Overflow(SqlTypes.Name(type));
        }
    }
}
