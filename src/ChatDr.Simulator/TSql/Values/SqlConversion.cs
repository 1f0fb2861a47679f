using System.Globalization;
using System.Text;
using ChatDr.Simulator.Protocol;

namespace ChatDr.Simulator.TSql.Values;

/// <summary>Conversions between data types (Microsoft Learn, "Data type conversion").</summary>
internal static partial class SqlConversion
{
    /// <summary>A value as another type.</summary>
    /// <param name="value">The value; null stays null.</param>
    /// <param name="type">The type.</param>
    /// <param name="style">CONVERT's style; 0 by default.</param>
    /// <param name="from">The value's own type, where it is known: it decides how times, money and bytes are shown.</param>
    /// <exception cref="Engine.SqlErrorException">220, 232, 235, 241, 242, 244, 245, 248, 8114, 8115, 8169 or 206.</exception>
    public static object? To(object? value, SqlType type, int style = 0, SqlType? from = null) => value is null ? null : type.Kind switch
    {
        SqlTypeKind.Bit => value is string text && bool.TryParse(text, out var flag) ? flag : Number(value, type, from) != 0,
        SqlTypeKind.TinyInt => (byte)Whole(value, type, byte.MinValue, byte.MaxValue, from),
        SqlTypeKind.SmallInt => (short)Whole(value, type, short.MinValue, short.MaxValue, from),
        SqlTypeKind.Int => (int)Whole(value, type, int.MinValue, int.MaxValue, from),
        SqlTypeKind.BigInt => Whole(value, type, long.MinValue, long.MaxValue, from),
        SqlTypeKind.Decimal => RoundDecimal(Number(value, type, from), type),
        SqlTypeKind.Money => Scaled(decimal.Round(Number(value, type, from), 4, MidpointRounding.AwayFromZero), 4),
        SqlTypeKind.Float => Float(value, type),
        SqlTypeKind.Real => (float)Float(value, type),
        SqlTypeKind.DateTime => RoundDateTime(Time(value, type)),
        SqlTypeKind.DateTime2 => new DateTime(RoundTicks(Time(value, type).Ticks, type.Scale), DateTimeKind.Unspecified),
        SqlTypeKind.Date => Time(value, type).Date,
        SqlTypeKind.Time => new TimeSpan(RoundTicks((value is TimeSpan span ? span : Time(value, type).TimeOfDay).Ticks, type.Scale)),
        SqlTypeKind.DateTimeOffset => Offset(value, type),
        SqlTypeKind.UniqueIdentifier => ToGuid(value, type),
        SqlTypeKind.VarChar or SqlTypeKind.NVarChar => Fit(value, type, style, from),
        SqlTypeKind.Char or SqlTypeKind.NChar => Fit(value, type, style, from).PadRight(Math.Max(0, type.Length)),
        SqlTypeKind.VarBinary => Cut(Bytes(value, type, style, from), type.Length),
        SqlTypeKind.Binary => Pad(Bytes(value, type, style, from), value, type.Length),
        SqlTypeKind.SqlVariant => value,
        _ => throw SqlErrors.NotSupported($"data type {type.Kind}"),
    };

    /// <summary>A number of any numeric type, or text that holds one.</summary>
    public static decimal Number(object value, SqlType type, SqlType? from = null)
    {
        switch (value)
        {
            case bool flag:
                return flag ? 1 : 0;
            case decimal number:
                return number;
            case byte or short or int or long:
                return Convert.ToDecimal(value, CultureInfo.InvariantCulture);
            case double or float:
                return Convert.ToDouble(value, CultureInfo.InvariantCulture) is var d && Math.Abs(d) < 7.9e28 ? (decimal)d
                    : throw SqlErrors.Overflow(SqlTypes.Name(type));
            case byte[] bytes when bytes.Length <= 8:
                return bytes.Aggregate(0L, (number, next) => (number << 8) | next);
            case string text:
                return ParseNumber(text, type, from);
            default:
                throw SqlErrors.Clash(SqlTypes.Name(SqlTypes.Of(value)), SqlTypes.Name(type));
        }
    }

    private static decimal ParseNumber(string text, SqlType type, SqlType? from)
    {
        var isWhole = SqlTypes.IsWhole(type);
        var styles = NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite | NumberStyles.AllowLeadingSign
            | (isWhole ? NumberStyles.None : NumberStyles.AllowDecimalPoint);
        if (string.IsNullOrWhiteSpace(text) && (isWhole || type.Kind is SqlTypeKind.Money))
        {
            return 0;
        }

        if (decimal.TryParse(text, styles, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        var source = SqlTypes.Name(from ?? SqlType.NVarChar(1));
        throw type.Kind switch
        {
            SqlTypeKind.BigInt or SqlTypeKind.Decimal => SqlErrors.ConversionNumber(source, SqlTypes.Name(type)),
            SqlTypeKind.Money => SqlErrors.ConversionMoney(source),
            _ => SqlErrors.Conversion(text, source, SqlTypes.Name(type)),
        };
    }

    private static long Whole(object value, SqlType type, long least, long most, SqlType? from)
    {
        var number = decimal.Truncate(Number(value, type, from));
        if (number >= least && number <= most)
        {
            return (long)number;
        }

        throw value switch
        {
            string text when type.Kind is not SqlTypeKind.BigInt => SqlErrors.OverflowText(text, SqlTypes.Name(from ?? SqlType.NVarChar(1)), type),
            byte or short or int or long when type.Kind is SqlTypeKind.TinyInt or SqlTypeKind.SmallInt => SqlErrors.OverflowValue(type, value),
            double or float => SqlErrors.OverflowFloat(type, value),
            _ => SqlErrors.Overflow(SqlTypes.Name(type)),
        };
    }

    private static double Float(object value, SqlType type) => value switch
    {
        double number => number,
        float number => number,
        string text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
            : throw SqlErrors.ConversionNumber("nvarchar", SqlTypes.Name(type)),
        _ => (double)Number(value, type),
    };

    private static decimal RoundDecimal(decimal number, SqlType type)
    {
        var rounded = Scaled(decimal.Round(number, Math.Min((int)type.Scale, 28), MidpointRounding.AwayFromZero), type.Scale);
        var whole = type.Precision - type.Scale;
        return whole < 28 && decimal.Truncate(Math.Abs(rounded)) >= PowerOfTen(whole) ? throw SqlErrors.Overflow("numeric") : rounded;
    }

    /// <summary>The number with the zeros behind the point that its type shows, as far as there is room for them.</summary>
    private static decimal Scaled(decimal number, int scale)
    {
        var room = 28 - (int)Math.Ceiling(Math.Log10((double)Math.Abs(number) + 1));
        return scale is 0 || room <= 0 ? number : number + new decimal(0, 0, 0, false, (byte)Math.Min(scale, room));
    }

    private static decimal PowerOfTen(int exponent) => Enumerable.Repeat(10m, exponent).Aggregate(1m, (product, ten) => product * ten);

    private static Guid ToGuid(object value, SqlType type) => value switch
    {
        Guid guid => guid,
        string text => Guid.TryParse(text.Trim(), out var guid) ? guid : throw SqlErrors.ConversionGuid(),
        byte[] { Length: >= 16 } bytes => new Guid(bytes.AsSpan(0, 16)),
        _ => throw SqlErrors.Clash(SqlTypes.Name(SqlTypes.Of(value)), SqlTypes.Name(type)),
    };

    private static byte[] Bytes(object value, SqlType type, int style, SqlType? from)
    {
        switch (value)
        {
            case byte[] bytes:
                return bytes;
            case Guid guid:
                return guid.ToByteArray();
            case string text when style is 1 or 2:
                var digits = style is 1 && text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text[2..] : text;
                return digits.Length % 2 is 0 && digits.All(char.IsAsciiHexDigit) ? Convert.FromHexString(digits)
                    : throw SqlErrors.ConversionNumber(SqlTypes.Name(from ?? SqlType.NVarChar(1)), "varbinary");
            case string text:
                return (from is { Kind: SqlTypeKind.VarChar or SqlTypeKind.Char } ? Encoding.Latin1 : Encoding.Unicode).GetBytes(text);
            case byte or short or int or long or bool:
                var size = value is byte or bool ? 1 : value is short ? 2 : value is int ? 4 : 8;
                return [.. Enumerable.Range(0, size).Select(i => (byte)((long)Number(value, type) >> (8 * (size - 1 - i))))];
            default:
                throw SqlErrors.NoConversion(SqlTypes.Name(SqlTypes.Of(value)), SqlTypes.Name(type));
        }
    }

    /// <summary>
    /// Text in its type's length. What is longer is cut, but a number is not: it becomes an asterisk, or 8115 (Microsoft Learn, "CAST and CONVERT",
    /// "Truncate and round results").
    /// </summary>
    private static string Fit(object value, SqlType type, int style, SqlType? from)
    {
        var isUnicode = type.Kind is SqlTypeKind.NVarChar or SqlTypeKind.NChar;
        var text = value is byte[] bytes && style is not (1 or 2)
            ? (isUnicode ? Encoding.Unicode : Encoding.Latin1).GetString(bytes)
            : Text(value, style, from);
        if (type.Length <= 0 || text.Length <= type.Length)
        {
            return text;
        }

        return value switch
        {
            byte or short or int when !isUnicode => "*",
            byte or short or int or long or decimal or double or float => throw SqlErrors.Overflow(SqlTypes.Name(type)),
            _ => text[..type.Length],
        };
    }

    private static byte[] Cut(byte[] bytes, int length) => length > 0 && bytes.Length > length ? bytes[..length] : bytes;

    /// <summary>Numbers keep their last bytes and are filled in front, anything else keeps its first and is filled behind.</summary>
    private static byte[] Pad(byte[] bytes, object value, int length)
    {
        if (value is byte or short or int or long or bool)
        {
            return bytes.Length >= length ? bytes[^length..] : [.. new byte[length - bytes.Length], .. bytes];
        }

        Array.Resize(ref bytes, length > 0 ? length : bytes.Length);
        return bytes;
    }
}
