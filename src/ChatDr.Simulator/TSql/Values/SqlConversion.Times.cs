using System.Globalization;
using ChatDr.Simulator.Protocol;

namespace ChatDr.Simulator.TSql.Values;

/// <summary>Values as points in time; the language is us_english, the order of a date with slashes month, day, year.</summary>
internal static partial class SqlConversion
{
    private static readonly DateTime Zero = new(1900, 1, 1);

    private static readonly string[] TimeFormats =
    [
        "yyyy-MM-dd", "yyyyMMdd", "yyyy/MM/dd", "MM/dd/yyyy", "M/d/yyyy",
        "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFFF",
        "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm:ss.FFFFFFF", "yyyy-MM-ddTHH:mm:ssZ", "yyyy-MM-ddTHH:mm:ss.FFFFFFFZ",
        "yyyyMMdd HH:mm", "yyyyMMdd HH:mm:ss", "yyyyMMdd HH:mm:ss.FFFFFFF", "MM/dd/yyyy HH:mm:ss", "MMM d yyyy h:mmtt",
    ];

    private static readonly string[] OffsetFormats =
    [
        "yyyy-MM-ddTHH:mm:sszzz", "yyyy-MM-ddTHH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd HH:mm:ss zzz", "yyyy-MM-dd HH:mm:ss.FFFFFFF zzz", "yyyy-MM-dd HH:mm:sszzz",
    ];

    private static DateTime Time(object value, SqlType type) => value switch
    {
        DateTime time => time,
        DateTimeOffset time => time.DateTime,
        TimeSpan span => Zero.Add(span),
        string text => ParseTime(text, type),
        int or long or short or byte or decimal or double when type.Kind is SqlTypeKind.DateTime => Zero.AddDays((double)Number(value, type)),
        _ => throw SqlErrors.Clash(SqlTypes.Name(SqlTypes.Of(value)), SqlTypes.Name(type)),
    };

    private static DateTimeOffset Offset(object value, SqlType type) => value switch
    {
        DateTimeOffset offset => offset,
        string text when TryParseOffset(text.Trim(), out var offset) => offset,
        _ => new(DateTime.SpecifyKind(Time(value, type), DateTimeKind.Unspecified), TimeSpan.Zero),
    };

    private static bool TryParseOffset(string text, out DateTimeOffset offset) =>
        DateTimeOffset.TryParseExact(text, OffsetFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out offset);

    private static DateTime ParseTime(string text, SqlType type)
    {
        var trimmed = string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        if (trimmed.Length is 0)
        {
            return Zero;
        }

        const DateTimeStyles Styles = DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal;
        if (DateTime.TryParseExact(trimmed, TimeFormats, CultureInfo.InvariantCulture, Styles, out var time))
        {
            return DateTime.SpecifyKind(time, DateTimeKind.Unspecified);
        }

        if (TryParseOffset(trimmed, out var offset))
        {
            return offset.DateTime;
        }

        if (TimeSpan.TryParse(trimmed, CultureInfo.InvariantCulture, out var span) && trimmed.Contains(':', StringComparison.Ordinal))
        {
            return Zero.Add(span);
        }

        throw type.Kind is SqlTypeKind.DateTime && IsDateInForm(trimmed) ? SqlErrors.DateOutOfRange() : SqlErrors.ConversionDate();
    }

    /// <summary>Whether it is written as a date whose day or month does not exist: 242 and not 241, for datetime.</summary>
    private static bool IsDateInForm(string text) =>
        text.Length >= 8 && text.Take(10).All(c => char.IsAsciiDigit(c) || c is '-' or '/') && text.Count(char.IsAsciiDigit) >= 8;

    private static DateTime RoundDateTime(DateTime time)
    {
        var day = time.Date;
        var units = Math.Round((time - day).TotalSeconds * 300, MidpointRounding.AwayFromZero);
        return day.AddMilliseconds(Math.Round(units * 10 / 3, MidpointRounding.AwayFromZero));
    }

    private static long RoundTicks(long ticks, byte scale)
    {
        var unit = (long)Math.Pow(10, 7 - scale);
        return (ticks + (unit / 2)) / unit * unit;
    }
}
