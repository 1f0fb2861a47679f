using System.Globalization;
using ChatDr.Simulator.Protocol;
using ChatDr.Simulator.TSql.Values;

namespace ChatDr.Simulator.TSql.Binding;

/// <summary>The functions that depend on their arguments and the clock alone.</summary>
internal static class ScalarFunctions
{
    private static readonly SqlType LongText = SqlType.NVarChar(4000);

    /// <summary>The function with its arguments; null when it is not one of these.</summary>
    /// <exception cref="Engine.SqlErrorException">174: the wrong number of arguments.</exception>
    public static BoundExpression? Find(TimeProvider time, string name, IReadOnlyList<BoundExpression> arguments) => name.ToUpperInvariant() switch
    {
        "SYSUTCDATETIME" => Clock(name, arguments, SqlType.DateTime2(), () => time.GetUtcNow().UtcDateTime),
        "SYSDATETIME" => Clock(name, arguments, SqlType.DateTime2(), () => time.GetLocalNow().DateTime),
        "GETUTCDATE" => Clock(name, arguments, SqlType.DateTime, () => time.GetUtcNow().UtcDateTime),
        "GETDATE" or "CURRENT_TIMESTAMP" => Clock(name, arguments, SqlType.DateTime, () => time.GetLocalNow().DateTime),
        "NEWID" => Map(name, arguments, 0, SqlType.UniqueIdentifier, _ => Guid.NewGuid()),
        "ISNULL" => IsNull(name, arguments),
        "COALESCE" => Coalesce(arguments),
        "NULLIF" => Map(name, arguments, 2, First(arguments), v => v[0] is null || v[1] is null || !SqlComparison.Instance.Equals(v[0], SqlConversion.To(v[1], First(arguments))) ? v[0] : null),
        "IIF" => Iif(arguments),
        "LEN" => Strict(name, arguments, 1, SqlType.Int, v => SqlConversion.Text(v[0]!).TrimEnd(' ').Length),
        "DATALENGTH" => Strict(name, arguments, 1, SqlType.Int, v => Size(v[0]!, First(arguments))),
        "UPPER" => Strict(name, arguments, 1, Textual(arguments), v => SqlConversion.Text(v[0]!).ToUpperInvariant()),
        "LOWER" => Strict(name, arguments, 1, Textual(arguments), v => SqlConversion.Text(v[0]!).ToLowerInvariant()),
        "LTRIM" => Strict(name, arguments, 1, Textual(arguments), v => SqlConversion.Text(v[0]!).TrimStart(' ')),
        "RTRIM" => Strict(name, arguments, 1, Textual(arguments), v => SqlConversion.Text(v[0]!).TrimEnd(' ')),
        "TRIM" => Strict(name, arguments, 1, Textual(arguments), v => SqlConversion.Text(v[0]!).Trim(' ')),
        "LEFT" => Strict(name, arguments, 2, Textual(arguments), v => SqlConversion.Text(v[0]!) is var s ? s[..Math.Clamp(Int(v[1]), 0, s.Length)] : null),
        "RIGHT" => Strict(name, arguments, 2, Textual(arguments), v => SqlConversion.Text(v[0]!) is var s ? s[^Math.Clamp(Int(v[1]), 0, s.Length)..] : null),
        "SUBSTRING" => Strict(name, arguments, 3, First(arguments), Substring),
        "CHARINDEX" => Strict(name, arguments, arguments.Count is 3 ? 3 : 2, SqlType.Int, CharIndex),
        "REPLACE" => Strict(name, arguments, 3, LongText, v => SqlConversion.Text(v[1]!) is { Length: > 0 } old ? SqlConversion.Text(v[0]!).Replace(old, SqlConversion.Text(v[2]!), StringComparison.OrdinalIgnoreCase) : v[0]),
        "REPLICATE" => Strict(name, arguments, 2, SqlType.NVarChar(SqlType.Max), v => string.Concat(Enumerable.Repeat(SqlConversion.Text(v[0]!), Math.Clamp(Int(v[1]), 0, 1_000_000)))),
        "REVERSE" => Strict(name, arguments, 1, Textual(arguments), v => new string([.. SqlConversion.Text(v[0]!).Reverse()])),
        "CONCAT" => new(LongText, row => string.Concat(arguments.Select(argument => argument.Evaluate(row) is { } value ? SqlConversion.Text(value) : ""))),
        "CONCAT_WS" => new(LongText, row => string.Join(arguments[0].Evaluate(row) as string ?? "", arguments.Skip(1).Select(argument => argument.Evaluate(row)).OfType<object>().Select(value => SqlConversion.Text(value)))),
        "QUOTENAME" => Strict(name, arguments, arguments.Count is 2 ? 2 : 1, SqlType.NVarChar(258), QuoteName),
        "ABS" => Strict(name, arguments, 1, First(arguments), v => SqlConversion.To(Math.Abs(SqlConversion.Number(v[0]!, First(arguments))), First(arguments))),
        "FLOOR" => Strict(name, arguments, 1, First(arguments), v => SqlConversion.To(decimal.Floor(SqlConversion.Number(v[0]!, First(arguments))), First(arguments))),
        "CEILING" => Strict(name, arguments, 1, First(arguments), v => SqlConversion.To(decimal.Ceiling(SqlConversion.Number(v[0]!, First(arguments))), First(arguments))),
        "ROUND" => Strict(name, arguments, 2, First(arguments), v => SqlConversion.To(decimal.Round(SqlConversion.Number(v[0]!, First(arguments)), Math.Clamp(Int(v[1]), 0, 28), MidpointRounding.AwayFromZero), First(arguments))),
        "DATEDIFF" => Strict(name, arguments, 3, SqlType.Int, v => SqlConversion.To(Difference(v), SqlType.Int)),
        "DATEDIFF_BIG" => Strict(name, arguments, 3, SqlType.BigInt, v => Difference(v)),
        "DATEADD" => Strict(name, arguments, 3, arguments.Count is 3 && !SqlTypes.IsText(arguments[2].Type) ? arguments[2].Type : SqlType.DateTime, v => Add((string)v[0]!, Int(v[1]), When(v[2]))),
        "DATEPART" => Strict(name, arguments, 2, SqlType.Int, v => Part((string)v[0]!, When(v[1]))),
        "YEAR" => Strict(name, arguments, 1, SqlType.Int, v => When(v[0]).Year),
        "MONTH" => Strict(name, arguments, 1, SqlType.Int, v => When(v[0]).Month),
        "DAY" => Strict(name, arguments, 1, SqlType.Int, v => When(v[0]).Day),
        _ => null,
    };

    /// <summary>Whether a word names a date part.</summary>
    public static bool IsDatePart(string word) => Normalize(word) is not null;

    private static SqlType First(IReadOnlyList<BoundExpression> arguments) => arguments.Count > 0 ? arguments[0].Type : SqlType.Int;

    private static SqlType Textual(IReadOnlyList<BoundExpression> arguments) => arguments.Count > 0 && SqlTypes.IsText(arguments[0].Type) ? arguments[0].Type : LongText;

    private static int Int(object? value) => (int)SqlConversion.To(value, SqlType.Int)!;

    private static DateTime When(object? value) => (DateTime)SqlConversion.To(value, SqlType.DateTime2())!;

    private static BoundExpression Clock(string name, IReadOnlyList<BoundExpression> arguments, SqlType type, Func<DateTime> now) => Map(name, arguments, 0, type, _ => SqlConversion.To(now(), type));

    private static BoundExpression Map(string name, IReadOnlyList<BoundExpression> arguments, int count, SqlType type, Func<object?[], object?> compute) => arguments.Count == count
        ? new(type, row => compute([.. arguments.Select(argument => argument.Evaluate(row))]))
        : throw SqlErrors.ArgumentCount(name, count);

    /// <summary>NULL when an argument is NULL.</summary>
    private static BoundExpression Strict(string name, IReadOnlyList<BoundExpression> arguments, int count, SqlType type, Func<object?[], object?> compute) =>
        Map(name, arguments, count, type, values => values.Contains(null) ? null : compute(values));

    private static BoundExpression IsNull(string name, IReadOnlyList<BoundExpression> arguments)
    {
        var type = arguments.FirstOrDefault(argument => !argument.IsUntyped)?.Type ?? SqlType.Int;
        return Map(name, arguments, 2, type, values => values[0] ?? SqlConversion.To(values[1], type));
    }

    private static BoundExpression Iif(IReadOnlyList<BoundExpression> arguments)
    {
        if (arguments.Count is not 3)
        {
            throw SqlErrors.ArgumentCount("iif", 3);
        }

        var type = arguments.Skip(1).Where(argument => !argument.IsUntyped).Select(argument => argument.Type).DefaultIfEmpty(SqlType.Int).Aggregate(SqlTypes.Common);
        return new(type, row => SqlConversion.To(arguments[arguments[0].Evaluate(row) is true ? 1 : 2].Evaluate(row), type));
    }

    private static BoundExpression Coalesce(IReadOnlyList<BoundExpression> arguments)
    {
        if (arguments.Count < 2)
        {
            throw SqlErrors.ArgumentCount("coalesce", 2);
        }

        var type = arguments.Where(argument => !argument.IsUntyped).Select(argument => argument.Type).DefaultIfEmpty(SqlType.Int).Aggregate(SqlTypes.Common);
        return new(type, row => SqlConversion.To(arguments.Select(argument => argument.Evaluate(row)).FirstOrDefault(value => value is not null), type));
    }

    private static int Size(object value, SqlType type) => value switch
    {
        byte[] bytes => bytes.Length,
        string text => text.Length * (type.Kind is SqlTypeKind.NVarChar or SqlTypeKind.NChar ? 2 : 1),
        bool or byte => 1,
        short => 2,
        int or float => 4,
        Guid => 16,
        _ => 8,
    };

    private static object? Substring(object?[] values)
    {
        var start = Int(values[1]) - 1;
        var end = (long)start + Int(values[2]);
        if (values[0] is byte[] bytes)
        {
            return bytes[Math.Clamp(start, 0, bytes.Length)..(int)Math.Clamp(end, Math.Clamp(start, 0, bytes.Length), bytes.Length)];
        }

        var text = SqlConversion.Text(values[0]!);
        return text[Math.Clamp(start, 0, text.Length)..(int)Math.Clamp(end, Math.Clamp(start, 0, text.Length), text.Length)];
    }

    private static object? CharIndex(object?[] values)
    {
        var text = SqlConversion.Text(values[1]!);
        var from = values.Length is 3 ? Math.Clamp(Int(values[2]) - 1, 0, text.Length) : 0;
        return SqlConversion.Text(values[0]!) is { Length: > 0 } sought ? text.IndexOf(sought, from, StringComparison.OrdinalIgnoreCase) + 1 : 0;
    }

    private static object? QuoteName(object?[] values)
    {
        var text = SqlConversion.Text(values[0]!);
        var quote = values.Length is 2 ? SqlConversion.Text(values[1]!) : "[";
        return text.Length > 128 ? null : quote switch
        {
            "'" => "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'",
            "\"" => "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"",
            "[" or "]" or "[]" => "[" + text.Replace("]", "]]", StringComparison.Ordinal) + "]",
            _ => null,
        };
    }

    private static string? Normalize(string part) => part.ToUpperInvariant() switch
    {
        "YEAR" or "YY" or "YYYY" => "YEAR",
        "MONTH" or "MM" or "M" => "MONTH",
        "DAY" or "DD" or "D" => "DAY",
        "HOUR" or "HH" => "HOUR",
        "MINUTE" or "MI" or "N" => "MINUTE",
        "SECOND" or "SS" or "S" => "SECOND",
        "MILLISECOND" or "MS" => "MILLISECOND",
        "MICROSECOND" or "MCS" => "MICROSECOND",
        _ => null,
    };

    private static TimeSpan Unit(string part) => Normalize(part) switch
    {
        "DAY" => TimeSpan.FromDays(1),
        "HOUR" => TimeSpan.FromHours(1),
        "MINUTE" => TimeSpan.FromMinutes(1),
        "SECOND" => TimeSpan.FromSeconds(1),
        "MILLISECOND" => TimeSpan.FromMilliseconds(1),
        "MICROSECOND" => TimeSpan.FromMicroseconds(1),
        _ => throw new Engine.SqlErrorException(155, 15, 1, $"'{part}' is not a recognized datediff option."),
    };

    /// <summary>DATEDIFF counts boundaries that are crossed, not whole units.</summary>
    private static long Difference(object?[] values)
    {
        var (part, from, to) = ((string)values[0]!, When(values[1]), When(values[2]));
        return Normalize(part) switch
        {
            "YEAR" => to.Year - from.Year,
            "MONTH" => ((to.Year - from.Year) * 12) + to.Month - from.Month,
            _ => (to.Ticks / Unit(part).Ticks) - (from.Ticks / Unit(part).Ticks),
        };
    }

    private static DateTime Add(string part, int count, DateTime time)
    {
        try
        {
            return Normalize(part) switch
            {
                "YEAR" => time.AddYears(count),
                "MONTH" => time.AddMonths(count),
                _ => time.Add(Unit(part) * count),
            };
        }
        catch (Exception outOfRange) when (outOfRange is ArgumentOutOfRangeException or OverflowException)
        {
            throw new Engine.SqlErrorException(517, 16, 1, "Adding a value to a 'datetime2' column caused an overflow.");
        }
    }

    private static int Part(string part, DateTime time) => Normalize(part) switch
    {
        "YEAR" => time.Year,
        "MONTH" => time.Month,
        "DAY" => time.Day,
        "HOUR" => time.Hour,
        "MINUTE" => time.Minute,
        "SECOND" => time.Second,
        "MILLISECOND" => time.Millisecond,
        _ => int.Parse(time.ToString("ffffff", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture),
    };
}
