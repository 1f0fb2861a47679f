using System.Globalization;
using ChatDr.Simulator.Protocol;
using ChatDr.Simulator.TSql.Values;
using static ChatDr.Simulator.TSql.Binding.FunctionArguments;

namespace ChatDr.Simulator.TSql.Binding;

/// <summary>Functions of dates and times (Microsoft Learn, "Date and time data types and functions (Transact-SQL)").</summary>
internal static class TimeFunctions
{
    private static readonly string[] TakingAPart = ["DATEDIFF", "DATEDIFF_BIG", "DATEADD", "DATEPART", "DATENAME"];
    private static readonly SqlType Date = new(SqlTypeKind.Date);
    private static readonly SqlType Offset = new(SqlTypeKind.DateTimeOffset, 0, 0, 7);

    /// <summary>Whether the first argument of a function is the name of a date part, and no column.</summary>
    public static bool TakesAPart(string function) => TakingAPart.Contains(function, StringComparer.OrdinalIgnoreCase);

    /// <summary>The function; null when it is not one of these.</summary>
    public static BoundExpression? Find(string word, FunctionArguments arguments, IBindingEnvironment environment) =>
        FindClock(word, arguments, environment.Time) ?? FindPart(word, arguments, environment);

    private static BoundExpression? FindPart(string word, FunctionArguments arguments, IBindingEnvironment environment) => word switch
    {
        "DATEDIFF" => arguments.Strict(3, SqlType.Int, v => ShortDifference(v, word)),
        "DATEDIFF_BIG" => arguments.Strict(3, SqlType.BigInt, v => Difference(v, word)),
        "DATEADD" => Add(arguments),
        "DATEPART" => arguments.Strict(2, SqlType.Int, v => PartOf(Part(v[0], word), When(v[1]), environment.DateFirst)),
        "DATENAME" => arguments.Strict(2, SqlType.NVarChar(30), v => NameOf(Part(v[0], word), When(v[1]), environment.DateFirst)),
        "YEAR" => arguments.Strict(1, SqlType.Int, v => When(v[0]).Year),
        "MONTH" => arguments.Strict(1, SqlType.Int, v => When(v[0]).Month),
        "DAY" => arguments.Strict(1, SqlType.Int, v => When(v[0]).Day),
        "EOMONTH" => arguments.Strict(arguments.Count is 2 ? 2 : 1, Date, v => EndOfMonth(When(v[0]), v.Length is 2 ? Int(v[1]) : 0)),
        "DATEFROMPARTS" => arguments.Strict(3, Date, v => FromParts(Int(v[0]), Int(v[1]), Int(v[2]))),
        _ => null,
    };

    private static BoundExpression? FindClock(string word, FunctionArguments arguments, TimeProvider time) => word switch
    {
        "SYSUTCDATETIME" => Clock(arguments, SqlType.DateTime2(), () => time.GetUtcNow().UtcDateTime),
        "SYSDATETIME" => Clock(arguments, SqlType.DateTime2(), () => time.GetLocalNow().DateTime),
        "SYSDATETIMEOFFSET" => Clock(arguments, Offset, () => time.GetLocalNow()),
        "GETUTCDATE" => Clock(arguments, SqlType.DateTime, () => time.GetUtcNow().UtcDateTime),
        "GETDATE" or "CURRENT_TIMESTAMP" => Clock(arguments, SqlType.DateTime, () => time.GetLocalNow().DateTime),
        _ => null,
    };

    private static BoundExpression Clock(FunctionArguments arguments, SqlType type, Func<object> now) =>
        arguments.Map(0, type, _ => SqlConversion.To(now(), type));

    private static DateTime When(object value) => (DateTime)SqlConversion.To(value, SqlType.DateTime2())!;

    /// <summary>A date part under its full name.</summary>
    /// <exception cref="Engine.SqlErrorException">155: there is none of this name.</exception>
    private static string Part(object word, string function) => ((string)word).ToUpperInvariant() switch
    {
        "YEAR" or "YY" or "YYYY" => "YEAR",
        "QUARTER" or "QQ" or "Q" => "QUARTER",
        "MONTH" or "MM" or "M" => "MONTH",
        "DAYOFYEAR" or "DY" or "Y" => "DAYOFYEAR",
        "DAY" or "DD" or "D" => "DAY",
        "WEEK" or "WK" or "WW" => "WEEK",
        "WEEKDAY" or "DW" or "W" => "WEEKDAY",
        "HOUR" or "HH" => "HOUR",
        "MINUTE" or "MI" or "N" => "MINUTE",
        "SECOND" or "SS" or "S" => "SECOND",
        "MILLISECOND" or "MS" => "MILLISECOND",
        "MICROSECOND" or "MCS" => "MICROSECOND",
        "NANOSECOND" or "NS" => "NANOSECOND",
        _ => throw new Engine.SqlErrorException(155, 15, 1, $"'{word}' is not a recognized {function.ToLowerInvariant()} option."),
    };

    private static TimeSpan Unit(string part) => part switch
    {
        "WEEK" => TimeSpan.FromDays(7),
        "HOUR" => TimeSpan.FromHours(1),
        "MINUTE" => TimeSpan.FromMinutes(1),
        "SECOND" => TimeSpan.FromSeconds(1),
        "MILLISECOND" => TimeSpan.FromMilliseconds(1),
        "MICROSECOND" => TimeSpan.FromMicroseconds(1),
        _ => TimeSpan.FromDays(1),
    };

    /// <summary>DATEDIFF counts boundaries that are crossed, not whole units; a week begins on Sunday, whatever DATEFIRST is.</summary>
    private static long Difference(object[] values, string function)
    {
        var (part, from, to) = (Part(values[0], function), When(values[1]), When(values[2]));
        return part switch
        {
            "YEAR" => to.Year - from.Year,
            "QUARTER" => ((to.Year - from.Year) * 4) + ((to.Month - 1) / 3) - ((from.Month - 1) / 3),
            "MONTH" => ((to.Year - from.Year) * 12) + to.Month - from.Month,
            "WEEK" => (StartOfWeek(to) - StartOfWeek(from)).Days / 7,
            "NANOSECOND" => (to.Ticks - from.Ticks) * 100,
            _ => (to.Ticks / Unit(part).Ticks) - (from.Ticks / Unit(part).Ticks),
        };
    }

    private static int ShortDifference(object[] values, string function) =>
        Difference(values, function) is >= int.MinValue and <= int.MaxValue and var units ? (int)units : throw TooFar(function);

    private static DateTime StartOfWeek(DateTime time) => time.Date.AddDays(-(int)time.DayOfWeek);

    private static Engine.SqlErrorException TooFar(string function) => new(
        535, 16, 0, $"The {function.ToLowerInvariant()} function resulted in an overflow: the dates are too far apart. Use a less precise date part.");

    private static BoundExpression Add(FunctionArguments arguments)
    {
        var type = arguments.Count is 3 && !SqlTypes.IsText(arguments.Values[2].Type) ? arguments.Values[2].Type : SqlType.DateTime;
        return arguments.Strict(3, type, v => SqlConversion.To(Add(Part(v[0], "DATEADD"), Int(v[1]), When(v[2]), type), type));
    }

    private static DateTime Add(string part, int count, DateTime time, SqlType type)
    {
        try
        {
            return part switch
            {
                "YEAR" => time.AddYears(count),
                "QUARTER" => time.AddMonths(3 * count),
                "MONTH" => time.AddMonths(count),
                "NANOSECOND" => time.AddTicks(count / 100),
                _ => time.Add(Unit(part) * count),
            };
        }
        catch (Exception outOfRange) when (outOfRange is ArgumentOutOfRangeException or OverflowException)
        {
            throw new Engine.SqlErrorException(517, 16, 1, $"Adding a value to a '{SqlTypes.Name(type)}' column caused an overflow.");
        }
    }

    private static int PartOf(string part, DateTime time, int dateFirst) => part switch
    {
        "YEAR" => time.Year,
        "QUARTER" => ((time.Month - 1) / 3) + 1,
        "MONTH" => time.Month,
        "DAYOFYEAR" => time.DayOfYear,
        "DAY" => time.Day,
        "WEEK" => ((time.DayOfYear - 1 + WeekDay(new(time.Year, 1, 1), dateFirst) - 1) / 7) + 1,
        "WEEKDAY" => WeekDay(time, dateFirst),
        "HOUR" => time.Hour,
        "MINUTE" => time.Minute,
        "SECOND" => time.Second,
        "MILLISECOND" => time.Millisecond,
        "MICROSECOND" => (int)(time.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond),
        _ => (int)(time.Ticks % TimeSpan.TicksPerSecond * 100),
    };

    /// <summary>1 to 7, counted from SET DATEFIRST's day, whose own 7 is Sunday.</summary>
    private static int WeekDay(DateTime time, int dateFirst) => (((int)time.DayOfWeek - dateFirst + 14) % 7) + 1;

    private static string NameOf(string part, DateTime time, int dateFirst) => part switch
    {
        "MONTH" => time.ToString("MMMM", CultureInfo.InvariantCulture),
        "WEEKDAY" => time.ToString("dddd", CultureInfo.InvariantCulture),
        _ => PartOf(part, time, dateFirst).ToString(CultureInfo.InvariantCulture),
    };

    private static DateTime EndOfMonth(DateTime time, int months)
    {
        var month = new DateTime(time.Year, time.Month, 1).AddMonths(months);
        return month.AddMonths(1).AddDays(-1);
    }

    private static DateTime FromParts(int year, int month, int day) =>
        year is >= 1 and <= 9999 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) ? new(year, month, day)
            : throw new Engine.SqlErrorException(289, 16, 1, "Cannot construct data type date: some of the arguments are not valid.");
}
