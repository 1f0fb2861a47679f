using System.Globalization;
using ChatDr.Simulator.Protocol;
using ChatDr.Simulator.TSql.Values;
using static ChatDr.Simulator.TSql.Binding.FunctionArguments;

namespace ChatDr.Simulator.TSql.Binding;

/// <summary>Functions of text (Microsoft Learn, "String functions (Transact-SQL)").</summary>
internal static class TextFunctions
{
    private const int LongestReplicate = 8000;
    private static readonly SqlType LongText = SqlType.NVarChar(4000);

    /// <summary>The function; null when it is not one of these.</summary>
    public static BoundExpression? Find(string word, FunctionArguments arguments) => word switch
    {
        "LEN" => arguments.Strict(1, SqlType.Int, v => Text(v[0]).TrimEnd(' ').Length),
        "UPPER" => arguments.Strict(1, arguments.Textual, v => Text(v[0]).ToUpperInvariant()),
        "LOWER" => arguments.Strict(1, arguments.Textual, v => Text(v[0]).ToLowerInvariant()),
        "LTRIM" => arguments.Strict(1, arguments.Textual, v => Text(v[0]).TrimStart(' ')),
        "RTRIM" => arguments.Strict(1, arguments.Textual, v => Text(v[0]).TrimEnd(' ')),
        "TRIM" => arguments.Strict(1, arguments.Textual, v => Text(v[0]).Trim(' ')),
        "LEFT" => arguments.Strict(2, arguments.Textual, v => Text(v[0]) is var s ? s[..Math.Min(LengthOf(v[1], "left"), s.Length)] : null),
        "RIGHT" => arguments.Strict(2, arguments.Textual, v => Text(v[0]) is var s ? s[^Math.Min(LengthOf(v[1], "right"), s.Length)..] : null),
        "SUBSTRING" => arguments.Strict(3, arguments.First, Substring),
        "CHARINDEX" => arguments.Strict(arguments.Count is 3 ? 3 : 2, SqlType.Int, CharIndex),
        "PATINDEX" => arguments.Strict(2, SqlType.Int, v => SqlComparison.FindPattern(Text(v[1]), Text(v[0]))),
        "REPLACE" => arguments.Strict(3, LongText, v => Replace(Text(v[0]), Text(v[1]), Text(v[2]))),
        "STUFF" => arguments.Map(4, LongText, Stuff),
        "REPLICATE" => Replicate(arguments),
        "SPACE" => arguments.Strict(1, SqlType.VarChar(LongestReplicate), v => Replicate(" ", Int(v[0]), isMax: false)),
        "REVERSE" => arguments.Strict(1, arguments.Textual, v => new string([.. Text(v[0]).Reverse()])),
        "ASCII" => arguments.Strict(1, SqlType.Int, v => Text(v[0]) is { Length: > 0 } s ? s[0] & 0xFF : null),
        "UNICODE" => arguments.Strict(1, SqlType.Int, v => Text(v[0]) is { Length: > 0 } s ? (int)s[0] : null),
        "CHAR" => arguments.Strict(1, new(SqlTypeKind.Char, 1), v => Int(v[0]) is >= 0 and <= 255 and var c ? ((char)c).ToString() : null),
        "NCHAR" => arguments.Strict(1, new(SqlTypeKind.NChar, 1), v => Int(v[0]) is >= 0 and <= 65535 and var c ? ((char)c).ToString() : null),
        "CONCAT" => Concat(arguments),
        "CONCAT_WS" => ConcatWith(arguments),
        "QUOTENAME" => arguments.Strict(arguments.Count is 2 ? 2 : 1, SqlType.NVarChar(258), QuoteName),
        "STR" => arguments.Strict(Math.Clamp(arguments.Count, 1, 3), SqlType.VarChar(30), Str),
        "FORMAT" => arguments.Strict(arguments.Count is 3 ? 3 : 2, LongText, Format),
        _ => null,
    };

    private static int LengthOf(object value, string function) => Int(value) is >= 0 and var length ? length
        : throw new Engine.SqlErrorException(536, 16, 1, $"Invalid length parameter passed to the {function} function.");

    private static object? Substring(object[] values)
    {
        var start = Int(values[1]) - 1;
        var length = Int(values[2]);
        if (length < 0)
        {
            throw new Engine.SqlErrorException(537, 16, 2, "Invalid length parameter passed to the LEFT or SUBSTRING function.");
        }

        var end = (long)start + length;
        if (values[0] is byte[] bytes)
        {
            var first = Math.Clamp(start, 0, bytes.Length);
            return bytes[first..(int)Math.Clamp(end, first, bytes.Length)];
        }

        var text = Text(values[0]);
        var from = Math.Clamp(start, 0, text.Length);
        return text[from..(int)Math.Clamp(end, from, text.Length)];
    }

    private static object? CharIndex(object[] values)
    {
        var text = Text(values[1]);
        var from = values.Length is 3 ? Math.Clamp(Int(values[2]) - 1, 0, text.Length) : 0;
        return Text(values[0]) is { Length: > 0 } sought ? text.IndexOf(sought, from, StringComparison.OrdinalIgnoreCase) + 1 : 0;
    }

    private static string Replace(string text, string old, string other) =>
        old.Length > 0 ? text.Replace(old, other, StringComparison.OrdinalIgnoreCase) : text;

    private static string? Stuff(object?[] values)
    {
        if (values[0] is not { } value || values[1] is not { } from || values[2] is not { } count)
        {
            return null;
        }

        var (text, start, length) = (Text(value), Int(from), Int(count));
        return start < 1 || start > text.Length || length < 0 ? null
            : text[..(start - 1)] + (values[3] is { } insert ? Text(insert) : "") + text[Math.Min(text.Length, start - 1 + length)..];
    }

    private static BoundExpression Replicate(FunctionArguments arguments)
    {
        var type = arguments.Textual.IsMax ? arguments.Textual : LongText;
        return arguments.Strict(2, type, v => Replicate(Text(v[0]), Int(v[1]), type.IsMax));
    }

    /// <summary>What is longer than 8,000 bytes is cut, unless the text is of a max type.</summary>
    private static string? Replicate(string text, int count, bool isMax)
    {
        if (count < 0)
        {
            return null;
        }

        var most = isMax ? 1_000_000 : LongestReplicate;
        var whole = string.Concat(Enumerable.Repeat(text, Math.Min(count, text.Length is 0 ? 0 : (most / text.Length) + 1)));
        return whole.Length > most ? whole[..most] : whole;
    }

    private static BoundExpression Concat(FunctionArguments arguments) => arguments.Count >= 2
        ? new(LongText, row => string.Concat(arguments.Values.Select(argument => TextOf(argument, row))))
        : throw TooFew("concat", 2);

    private static BoundExpression ConcatWith(FunctionArguments arguments) => arguments.Count >= 3
        ? new(LongText, row => string.Join(
            arguments.Values[0].Evaluate(row) is { } separator ? Text(separator) : "",
            arguments.Values.Skip(1).Select(argument => TextOf(argument, row)).Where(text => text is not null)))
        : throw TooFew("concat_ws", 3);

    private static string? TextOf(BoundExpression argument, RowContext? row) =>
        argument.Evaluate(row) is { } value ? SqlConversion.Text(value, 0, argument.Type) : null;

    private static Engine.SqlErrorException TooFew(string function, int least) =>
        new(189, 15, 1, $"The {function} function requires {least} to 254 arguments.");

    private static object? QuoteName(object[] values)
    {
        var text = Text(values[0]);
        var quote = values.Length is 2 ? Text(values[1]) : "[";
        return text.Length > 128 ? null : quote switch
        {
            "'" => "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'",
            "\"" => "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"",
            "[" or "]" or "[]" => "[" + text.Replace("]", "]]", StringComparison.Ordinal) + "]",
            _ => null,
        };
    }

    /// <summary>A number right-aligned in ten characters, or as many as are asked for; asterisks where it does not fit.</summary>
    private static string Str(object[] values)
    {
        var length = values.Length > 1 ? Int(values[1]) : 10;
        var places = values.Length > 2 ? Math.Clamp(Int(values[2]), 0, 16) : 0;
        var text = decimal.Round((decimal)SqlConversion.To(values[0], SqlType.Decimal(38, 10))!, Math.Min(places, 10), MidpointRounding.AwayFromZero)
            .ToString($"F{places}", CultureInfo.InvariantCulture);
        return text.Length > length ? new('*', Math.Max(0, length)) : text.PadLeft(length);
    }

    /// <summary>FORMAT takes the formats of .NET; the culture is invariant.</summary>
    private static string? Format(object[] values)
    {
        try
        {
            return values[0] is IFormattable value ? value.ToString(Text(values[1]), CultureInfo.InvariantCulture)
                : throw new Engine.SqlErrorException(8116, 16, 1, "The data type of argument 1 is invalid for the format function.");
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
