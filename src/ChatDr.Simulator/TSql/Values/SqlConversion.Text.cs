using System.Globalization;
using System.Text;
using ChatDr.Simulator.Protocol;

namespace ChatDr.Simulator.TSql.Values;

/// <summary>Values as text (Microsoft Learn, "CAST and CONVERT (Transact-SQL)": styles).</summary>
internal static partial class SqlConversion
{
    private static readonly Dictionary<int, string> TimeStyles = new()
    {
        [1] = "MM/dd/yy",
        [101] = "MM/dd/yyyy",
        [3] = "dd/MM/yy",
        [103] = "dd/MM/yyyy",
        [4] = "dd.MM.yy",
        [104] = "dd.MM.yyyy",
        [105] = "dd-MM-yyyy",
        [106] = "dd MMM yyyy",
        [107] = "MMM dd, yyyy",
        [8] = "HH:mm:ss",
        [108] = "HH:mm:ss",
        [110] = "MM-dd-yyyy",
        [111] = "yyyy/MM/dd",
        [12] = "yyMMdd",
        [112] = "yyyyMMdd",
        [23] = "yyyy-MM-dd",
        [20] = "yyyy-MM-dd HH:mm:ss",
        [120] = "yyyy-MM-dd HH:mm:ss",
        [126] = "yyyy-MM-ddTHH:mm:ss.FFFFFFF",
        [127] = "yyyy-MM-ddTHH:mm:ss.FFFFFFFZ",
    };

    /// <summary>A value as text, as CAST and CONVERT show it.</summary>
    /// <param name="value">The value.</param>
    /// <param name="style">CONVERT's style; 0 by default.</param>
    /// <param name="from">The value's own type, where it is known.</param>
    public static string Text(object value, int style = 0, SqlType? from = null) => value switch
    {
        string text => text,
        bool flag => flag ? "1" : "0",
        Guid guid => guid.ToString("D").ToUpperInvariant(),
        double number => FloatText(number, style),
        float number => FloatText(number, style),
        decimal money when from is { Kind: SqlTypeKind.Money } =>
            decimal.Round(money, style is 2 ? 4 : 2, MidpointRounding.AwayFromZero).ToString(CultureInfo.InvariantCulture),
        DateTime time => TimeText(time, style, from),
        DateTimeOffset time => time.ToString("yyyy-MM-dd HH:mm:ss" + Fraction(from) + " zzz", CultureInfo.InvariantCulture),
        TimeSpan time => new DateTime(time.Ticks).ToString("HH:mm:ss" + Fraction(from), CultureInfo.InvariantCulture),
        byte[] bytes => style is 1 ? "0x" + Convert.ToHexString(bytes) : style is 2 ? Convert.ToHexString(bytes) : Encoding.Unicode.GetString(bytes),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    /// <summary>Six digits at most by default, with an exponent of three digits where one is needed.</summary>
    private static string FloatText(double number, int style)
    {
        if (style is not 0)
        {
            return number.ToString(style is 3 ? "R" : style is 2 ? "0.000000000000000e+000" : "0.0000000e+000", CultureInfo.InvariantCulture);
        }

        var plain = number.ToString("G6", CultureInfo.InvariantCulture);
        return plain.Contains('E', StringComparison.Ordinal) ? number.ToString("0.#####e+000", CultureInfo.InvariantCulture) : plain;
    }

    private static string TimeText(DateTime time, int style, SqlType? from)
    {
        if (TimeStyles.TryGetValue(style, out var format))
        {
            return time.ToString(format, CultureInfo.InvariantCulture);
        }

        return (style, from?.Kind) switch
        {
            (0 or 21 or 25 or 121, SqlTypeKind.Date) => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            (0 or 100, SqlTypeKind.DateTime) or (100, _) => LongTimeText(time),
            (21 or 25 or 121, SqlTypeKind.DateTime) => time.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture),
            (0 or 21 or 25 or 121, _) => time.ToString("yyyy-MM-dd HH:mm:ss" + Fraction(from), CultureInfo.InvariantCulture),
            _ => throw SqlErrors.NotSupported($"CONVERT style {style}"),
        };
    }

    /// <summary>mon dd yyyy hh:miAM.</summary>
    private static string LongTimeText(DateTime time) =>
        time.ToString("MMM ", CultureInfo.InvariantCulture) + time.ToString("%d", CultureInfo.InvariantCulture).PadLeft(2)
        + time.ToString(" yyyy ", CultureInfo.InvariantCulture) + time.ToString("h:mmtt", CultureInfo.InvariantCulture).PadLeft(7);

    private static string Fraction(SqlType? from)
    {
        var digits = from is { Kind: SqlTypeKind.DateTime2 or SqlTypeKind.Time or SqlTypeKind.DateTimeOffset } type ? type.Scale : 7;
        return digits is 0 ? "" : "." + new string('f', digits);
    }
}
