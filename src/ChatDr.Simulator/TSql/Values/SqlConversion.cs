using System.Globalization;
using System.Text;
using ChatDr.Simulator.Protocol;

namespace ChatDr.Simulator.TSql.Values;

/// <summary>Conversions between data types (Microsoft Learn, "Data type conversion").</summary>
internal static class SqlConversion
{
    private static readonly string[] TimeFormats =
    [
        "yyyy-MM-dd", "yyyyMMdd", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFFF", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm:ss.FFFFFFF",
        "yyyyMMdd HH:mm:ss", "yyyyMMdd HH:mm:ss.FFFFFFF", "yyyy-MM-ddTHH:mm:ss.FFFFFFFZ", "MM/dd/yyyy",
    ];

    /// <summary>A value as another type.</summary>
    /// <param name="value">The value; null stays null.</param>
    /// <param name="type">The type.</param>
    /// <param name="style">CONVERT's style; 0 by default.</param>
    /// <exception cref="Engine.SqlErrorException">241, 245, 8114, 8115, 8169 or 206.</exception>
    public static object? To(object? value, SqlType type, int style = 0) => value is null ? null : type.Kind switch
    {
        SqlTypeKind.Bit => value is string text && bool.TryParse(text, out var flag) ? flag : Number(value, type) != 0,
        SqlTypeKind.TinyInt => (byte)Whole(value, type, byte.MinValue, byte.MaxValue),
        SqlTypeKind.SmallInt => (short)Whole(value, type, short.MinValue, short.MaxValue),
        SqlTypeKind.Int => (int)Whole(value, type, int.MinValue, int.MaxValue),
        SqlTypeKind.BigInt => Whole(value, type, long.MinValue, long.MaxValue),
        SqlTypeKind.Decimal => RoundDecimal(Number(value, type), type),
        SqlTypeKind.Money => decimal.Round(Number(value, type), 4, MidpointRounding.AwayFromZero),
        SqlTypeKind.Float => Float(value, type),
        SqlTypeKind.Real => (float)Float(value, type),
        SqlTypeKind.DateTime => RoundDateTime(Time(value, type)),
        SqlTypeKind.DateTime2 => RoundTicks(Time(value, type), type.Scale),
        SqlTypeKind.Date => Time(value, type).Date,
        SqlTypeKind.Time => value is TimeSpan span ? span : Time(value, type).TimeOfDay,
        SqlTypeKind.DateTimeOffset => value is DateTimeOffset offset ? offset : new DateTimeOffset(DateTime.SpecifyKind(Time(value, type), DateTimeKind.Unspecified), TimeSpan.Zero),
        SqlTypeKind.UniqueIdentifier => ToGuid(value, type),
        SqlTypeKind.VarChar or SqlTypeKind.NVarChar => Cut(Text(value, style), type.Length),
        SqlTypeKind.Char or SqlTypeKind.NChar => Cut(Text(value, style), type.Length).PadRight(Math.Max(0, type.Length)),
        SqlTypeKind.VarBinary => Cut(Bytes(value, type, style), type.Length),
        SqlTypeKind.Binary => Pad(Cut(Bytes(value, type, style), type.Length), type.Length),
        SqlTypeKind.SqlVariant => value,
        _ => throw SqlErrors.NotSupported($"data type {type.Kind}"),
    };

    /// <summary>A value as text, as CAST shows it.</summary>
    public static string Text(object value, int style = 0) => value switch
    {
        string text => text,
        bool flag => flag ? "1" : "0",
        Guid guid => guid.ToString("D").ToUpperInvariant(),
        double number => number.ToString("G6", CultureInfo.InvariantCulture),
        float number => number.ToString("G6", CultureInfo.InvariantCulture),
        DateTime time => TimeText(time, style),
        DateTimeOffset time => time.ToString("yyyy-MM-dd HH:mm:ss.fffffff zzz", CultureInfo.InvariantCulture),
        TimeSpan time => time.ToString(@"hh\:mm\:ss\.fffffff", CultureInfo.InvariantCulture),
        byte[] bytes => style is 1 ? "0x" + Convert.ToHexString(bytes) : style is 2 ? Convert.ToHexString(bytes) : Encoding.Unicode.GetString(bytes),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    /// <summary>A number of any numeric type, or text that holds one.</summary>
    public static decimal Number(object value, SqlType type)
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
                return Convert.ToDouble(value, CultureInfo.InvariantCulture) is var d && Math.Abs(d) < 7.9e28 ? (decimal)d : throw SqlErrors.Overflow(SqlTypes.Name(type));
            case byte[] bytes when bytes.Length <= 8:
                return bytes.Aggregate(0L, (number, next) => (number << 8) | next);
            case string text:
                return ParseNumber(text, type);
            default:
                throw SqlErrors.Clash(SqlTypes.Name(SqlTypes.Of(value)), SqlTypes.Name(type));
        }
    }

    private static decimal ParseNumber(string text, SqlType type)
    {
        var isWhole = type.Kind is SqlTypeKind.Bit or SqlTypeKind.TinyInt or SqlTypeKind.SmallInt or SqlTypeKind.Int or SqlTypeKind.BigInt;
        var styles = NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite | NumberStyles.AllowLeadingSign | (isWhole ? NumberStyles.None : NumberStyles.AllowDecimalPoint);
        if (string.IsNullOrWhiteSpace(text) && isWhole)
        {
            return 0;
        }

        return decimal.TryParse(text, styles, CultureInfo.InvariantCulture, out var number) ? number
            : type.Kind is SqlTypeKind.BigInt or SqlTypeKind.Decimal ? throw SqlErrors.ConversionNumber("nvarchar", SqlTypes.Name(type))
            : throw SqlErrors.Conversion(text, "nvarchar", SqlTypes.Name(type));
    }

    private static long Whole(object value, SqlType type, long least, long most)
    {
        var number = decimal.Truncate(Number(value, type));
        return number >= least && number <= most ? (long)number : throw SqlErrors.Overflow(SqlTypes.Name(type));
    }

    private static double Float(object value, SqlType type) => value switch
    {
        double number => number,
        float number => number,
        string text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : throw SqlErrors.ConversionNumber("nvarchar", SqlTypes.Name(type)),
        _ => (double)Number(value, type),
    };

    private static decimal RoundDecimal(decimal number, SqlType type)
    {
        var rounded = decimal.Round(number, Math.Min((int)type.Scale, 28), MidpointRounding.AwayFromZero);
        var whole = type.Precision - type.Scale;
        return whole < 28 && decimal.Truncate(Math.Abs(rounded)) >= PowerOfTen(whole) ? throw SqlErrors.Overflow("numeric") : rounded;
    }

    private static decimal PowerOfTen(int exponent) => Enumerable.Repeat(10m, exponent).Aggregate(1m, (product, ten) => product * ten);

    private static DateTime Time(object value, SqlType type) => value switch
    {
        DateTime time => time,
        DateTimeOffset time => time.DateTime,
        TimeSpan span => new DateTime(1900, 1, 1).Add(span),
        string text => ParseTime(text),
        int or long or short or byte when type.Kind is SqlTypeKind.DateTime => new DateTime(1900, 1, 1).AddDays((double)Number(value, type)),
        _ => throw SqlErrors.Clash(SqlTypes.Name(SqlTypes.Of(value)), SqlTypes.Name(type)),
    };

    private static DateTime ParseTime(string text)
    {
        var trimmed = text.Trim();
        if (trimmed.Length is 0)
        {
            return new(1900, 1, 1);
        }

        if (DateTime.TryParseExact(trimmed, TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var time))
        {
            return DateTime.SpecifyKind(time, DateTimeKind.Unspecified);
        }

        return TimeSpan.TryParse(trimmed, CultureInfo.InvariantCulture, out var span) && trimmed.Contains(':', StringComparison.Ordinal)
            ? new DateTime(1900, 1, 1).Add(span)
            : throw SqlErrors.ConversionDate();
    }

    /// <summary>datetime counts three-hundredths of a second.</summary>
    private static DateTime RoundDateTime(DateTime time)
    {
        var day = time.Date;
        var units = Math.Round((time - day).TotalSeconds * 300, MidpointRounding.AwayFromZero);
        return day.AddMilliseconds(Math.Round(units * 10 / 3, MidpointRounding.AwayFromZero));
    }

    private static DateTime RoundTicks(DateTime time, byte scale)
    {
        var unit = (long)Math.Pow(10, 7 - scale);
        return new((time.Ticks + (unit / 2)) / unit * unit, DateTimeKind.Unspecified);
    }

    private static Guid ToGuid(object value, SqlType type) => value switch
    {
        Guid guid => guid,
        string text => Guid.TryParse(text.Trim(), out var guid) ? guid : throw SqlErrors.ConversionGuid(),
        byte[] { Length: >= 16 } bytes => new Guid(bytes.AsSpan(0, 16)),
        _ => throw SqlErrors.Clash(SqlTypes.Name(SqlTypes.Of(value)), SqlTypes.Name(type)),
    };

    private static byte[] Bytes(object value, SqlType type, int style)
    {
        switch (value)
        {
            case byte[] bytes:
                return bytes;
            case Guid guid:
                return guid.ToByteArray();
            case string text when style is 1 or 2:
                var digits = style is 1 && text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text[2..] : text;
                return digits.Length % 2 is 0 && digits.All(char.IsAsciiHexDigit) ? Convert.FromHexString(digits) : throw SqlErrors.ConversionNumber("nvarchar", "varbinary");
            case string text:
                return Encoding.Unicode.GetBytes(text);
            case byte or short or int or long or bool:
                var size = value is byte or bool ? 1 : value is short ? 2 : value is int ? 4 : 8;
                return [.. Enumerable.Range(0, size).Select(i => (byte)((long)Number(value, type) >> (8 * (size - 1 - i))))];
            default:
                throw SqlErrors.NoConversion(SqlTypes.Name(SqlTypes.Of(value)), SqlTypes.Name(type));
        }
    }

    private static string TimeText(DateTime time, int style) => style switch
    {
        0 => time.ToString("yyyy-MM-dd HH:mm:ss.fffffff", CultureInfo.InvariantCulture),
        23 => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        112 => time.ToString("yyyyMMdd", CultureInfo.InvariantCulture),
        20 or 120 => time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        21 or 121 or 25 => time.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture),
        126 => time.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        127 => time.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture) + "Z",
        108 or 8 => time.ToString("HH:mm:ss", CultureInfo.InvariantCulture),
        _ => throw SqlErrors.NotSupported($"CONVERT style {style}"),
    };

    private static string Cut(string text, int length) => length > 0 && text.Length > length ? text[..length] : text;

    private static byte[] Cut(byte[] bytes, int length) => length > 0 && bytes.Length > length ? bytes[..length] : bytes;

    private static byte[] Pad(byte[] bytes, int length)
    {
        Array.Resize(ref bytes, Math.Max(bytes.Length, length));
        return bytes;
    }
}
