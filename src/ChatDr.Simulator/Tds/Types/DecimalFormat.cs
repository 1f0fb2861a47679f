using ChatDr.Simulator.Engine;

namespace ChatDr.Simulator.Tds.Types;

/// <summary>numeric on the wire: a sign and an unsigned magnitude (MS-TDS 2.2.5.5.1.6).</summary>
internal static class DecimalFormat
{
    private const int MaximumClrScale = 28;

    /// <summary>Bytes of a value with this many digits, its sign included.</summary>
    public static int Length(byte precision) => precision switch
    {
        <= 9 => 5,
        <= 19 => 9,
        <= 28 => 13,
        _ => 17,
    };

    /// <summary>Sign and magnitude at the column's scale.</summary>
    /// <exception cref="OverflowException">The value does not fit.</exception>
    public static void Write(MessageWriter writer, decimal value, byte precision, byte scale)
    {
        writer.Byte((byte)(decimal.IsNegative(value) ? 0 : 1));
        writer.LittleEndian(Magnitude(value, scale), Length(precision) - 1);
    }

    /// <exception cref="TdsProtocolException">It is longer than 38 digits can be.</exception>
    /// <exception cref="SqlErrorException">8115: it has more significant digits than the 28 that are simulated.</exception>
    public static decimal Read(ref PayloadReader reader, byte scale, int size)
    {
        if (size is < 2 or > 17)
        {
            throw new TdsProtocolException($"A numeric of {size} bytes does not exist.");
        }

        var isPositive = reader.Byte() != 0;
        var magnitude = reader.LittleEndian(size - 1);
        while ((scale > MaximumClrScale || magnitude >> 96 != 0) && scale > 0 && magnitude % 10 == 0)
        {
            magnitude /= 10;
            scale--;
        }

        return magnitude >> 96 == 0 && scale <= MaximumClrScale
            ? new decimal((int)(uint)magnitude, (int)(uint)(magnitude >> 32), (int)(uint)(magnitude >> 64), !isPositive, scale)
            : throw new SqlErrorException(8115, 16, 2, "Arithmetic overflow error converting expression to data type numeric. The simulator holds 28 digits.");
    }

    private static UInt128 Magnitude(decimal value, byte scale)
    {
        if (scale < value.Scale)
        {
            value = decimal.Round(value, scale, MidpointRounding.AwayFromZero);
        }

        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var magnitude = ((UInt128)(uint)bits[2] << 64) | ((UInt128)(uint)bits[1] << 32) | (uint)bits[0];
        for (int at = value.Scale; at < scale; at++)
        {
            magnitude = checked(magnitude * 10);
        }

        return magnitude;
    }
}
