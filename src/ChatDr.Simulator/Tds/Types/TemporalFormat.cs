namespace ChatDr.Simulator.Tds.Types;

/// <summary>Dates and times on the wire (MS-TDS 2.2.5.5.1.8 and 9).</summary>
internal static class TemporalFormat
{
    private const int TicksOfDateTimePerSecond = 300;
    private static readonly DateTime DateTimeEpoch = new(1900, 1, 1, 0, 0, 0, DateTimeKind.Unspecified);

    /// <summary>Bytes of a time with this many fractional digits.</summary>
    public static int TimeLength(byte scale) => scale switch
    {
        <= 2 => 3,
        <= 4 => 4,
        _ => 5,
    };

    /// <summary>Days since 1900 and three-hundredths of a second.</summary>
    public static void WriteDateTime(MessageWriter writer, DateTime value)
    {
        var days = (value.Date - DateTimeEpoch).Days;
        var ticks = (long)Math.Round(value.TimeOfDay.Ticks * (decimal)TicksOfDateTimePerSecond / TimeSpan.TicksPerSecond, MidpointRounding.AwayFromZero);
        const long ticksPerDay = 24L * 60 * 60 * TicksOfDateTimePerSecond;
        writer.Int32(days + (int)(ticks / ticksPerDay));
        writer.Int32((int)(ticks % ticksPerDay));
    }

    public static void WriteDate(MessageWriter writer, DateTime value) => writer.LittleEndian((uint)(value.Date.Ticks / TimeSpan.TicksPerDay), 3);

    public static void WriteTime(MessageWriter writer, TimeSpan value, byte scale) =>
        writer.LittleEndian((ulong)value.Ticks / TicksPerUnit(scale), TimeLength(scale));

    public static void WriteDateTime2(MessageWriter writer, DateTime value, byte scale)
    {
        WriteTime(writer, value.TimeOfDay, scale);
        WriteDate(writer, value);
    }

    /// <summary>UTC and an offset in minutes.</summary>
    public static void WriteDateTimeOffset(MessageWriter writer, DateTimeOffset value, byte scale)
    {
        WriteDateTime2(writer, value.UtcDateTime, scale);
        writer.Int16((short)value.TotalOffsetMinutes);
    }

    public static DateTime ReadDateTime(ref PayloadReader reader)
    {
        var (days, ticks) = (reader.Int32(), reader.UInt32());
        return Checked(() => DateTimeEpoch.AddDays(days).AddTicks((long)Math.Round(ticks * (decimal)TimeSpan.TicksPerSecond / TicksOfDateTimePerSecond)));
    }

    /// <summary>Days since 1900 and minutes.</summary>
    public static DateTime ReadSmallDateTime(ref PayloadReader reader) => DateTimeEpoch.AddDays(reader.UInt16()).AddMinutes(reader.UInt16());

    public static DateTime ReadDate(ref PayloadReader reader)
    {
        var days = (long)reader.LittleEndian(3);
        return Checked(() => new DateTime(days * TimeSpan.TicksPerDay, DateTimeKind.Unspecified));
    }

    public static TimeSpan ReadTime(ref PayloadReader reader, byte scale, int size)
    {
        var units = (ulong)reader.LittleEndian(size is >= 3 and <= 5 ? size : throw new TdsProtocolException($"A time of {size} bytes does not exist."));
        var ticks = (UInt128)units * TicksPerUnit(scale);
        return ticks < (ulong)TimeSpan.TicksPerDay ? new TimeSpan((long)ticks) : throw new TdsProtocolException("A time is longer than a day.");
    }

    public static DateTime ReadDateTime2(ref PayloadReader reader, byte scale, int size)
    {
        var time = ReadTime(ref reader, scale, size - 3);
        var date = ReadDate(ref reader);
        return Checked(() => date + time);
    }

    public static DateTimeOffset ReadDateTimeOffset(ref PayloadReader reader, byte scale, int size)
    {
        var utc = ReadDateTime2(ref reader, scale, size - 2);
        var offset = TimeSpan.FromMinutes(reader.Int16());
        return Checked(() => new DateTimeOffset(utc, TimeSpan.Zero).ToOffset(offset));
    }

    private static ulong TicksPerUnit(byte scale)
    {
        var ticks = 1UL;
        for (var digits = scale; digits < 7; digits++)
        {
            ticks *= 10;
        }

        return ticks;
    }

    private static T Checked<T>(Func<T> value)
    {
        try
        {
            return value();
        }
        catch (ArgumentException outOfRange)
        {
            throw new TdsProtocolException("A date or time is outside of its range: " + outOfRange.Message);
        }
    }
}
