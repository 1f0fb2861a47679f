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
            SqlTypeKind.Bit => operation is "&" or "|" or "^" ? common : SqlType.Int,
            SqlTypeKind.Decimal => DecimalResult(operation, AsDecimal(left), AsDecimal(right)),
            _ => common,
        };
    }

    /// <summary>A whole number's type as the decimal that holds all of its values.</summary>
    private static SqlType AsDecimal(SqlType type) => type.Kind switch
    {
        SqlTypeKind.Decimal => type,
        SqlTypeKind.Money => SqlType.Decimal(19, 4),
        SqlTypeKind.BigInt => SqlType.Decimal(19, 0),
        SqlTypeKind.SmallInt => SqlType.Decimal(5, 0),
        SqlTypeKind.TinyInt or SqlTypeKind.Bit => SqlType.Decimal(3, 0),
        _ => SqlType.Decimal(10, 0),
    };

    /// <summary>Microsoft Learn, "Precision, scale, and length (Transact-SQL)".</summary>
    private static SqlType DecimalResult(string operation, SqlType left, SqlType right)
    {
        var widest = Math.Max(left.Scale, right.Scale);
        var (precision, scale) = operation switch
        {
            "*" => (left.Precision + right.Precision + 1, left.Scale + right.Scale),
            "/" => Math.Max(6, left.Scale + right.Precision + 1) is var places ? (left.Precision - left.Scale + right.Scale + places, places) : default,
            "%" => (Math.Min(left.Precision - left.Scale, right.Precision - right.Scale) + widest, widest),
            _ => (widest + Math.Max(left.Precision - left.Scale, right.Precision - right.Scale) + 1, (int)widest),
        };
        if (precision <= 38)
        {
            return SqlType.Decimal((byte)precision, (byte)scale);
        }

        var whole = precision - scale;
        var kept = operation is not ("*" or "/") ? Math.Max(0, 38 - whole)
            : whole < 32 ? Math.Min(scale, 38 - whole)
            : Math.Min(scale, 6);
        return SqlType.Decimal(38, (byte)kept);
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
            return ApplyFloat(operation, (double)SqlConversion.To(left, SqlType.Float)!, (double)SqlConversion.To(right, SqlType.Float)!, type);
        }

        return ApplyExact(operation, SqlConversion.Number(left, type), SqlConversion.Number(right, type), type);
    }

    /// <summary>Bitwise NOT of a whole number.</summary>
    public static object? Complement(object? value, SqlType type) => SqlTypes.IsWhole(type)
        ? value switch
        {
            null => null,
            byte small => (byte)~small,
            _ => SqlConversion.To(~(long)SqlConversion.Number(value, type), type),
        }
        : throw SqlErrors.InvalidOperand(SqlTypes.Name(type), "'~'");

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
                "/" => right is 0 ? throw SqlErrors.DivideByZero() : Cut(left / right, Places(type)),
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

    private static int Places(SqlType type) => SqlTypes.IsWhole(type) ? 0 : type.Kind is SqlTypeKind.Money ? 4 : type.Scale;

    /// <summary>A quotient is cut, not rounded, to the places of its type.</summary>
    private static decimal Cut(decimal quotient, int places) => decimal.Round(quotient, Math.Min(places, 28), MidpointRounding.ToZero);
}
