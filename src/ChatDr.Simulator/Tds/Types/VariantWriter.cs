using System.Text;
using ChatDr.Simulator.Protocol;

namespace ChatDr.Simulator.Tds.Types;

/// <summary>Writes a sql_variant by the value's own type (MS-TDS 2.2.5.5.4).</summary>
internal static class VariantWriter
{
    private const int MaximumBytes = 8000;

    public static void Write(MessageWriter writer, object? value)
    {
        if (value is null)
        {
            writer.Int32(0);
            return;
        }

        var start = writer.BeginLength32();
        switch (value)
        {
            case bool: Fixed(writer, WireType.Bit, SqlType.Bit, value); break;
            case byte: Fixed(writer, WireType.Int1, SqlType.TinyInt, value); break;
            case short: Fixed(writer, WireType.Int2, new(SqlTypeKind.SmallInt), value); break;
            case int: Fixed(writer, WireType.Int4, SqlType.Int, value); break;
            case long: Fixed(writer, WireType.Int8, SqlType.BigInt, value); break;
            case double: Fixed(writer, WireType.Float8, SqlType.Float, value); break;
            case float: Fixed(writer, WireType.Float4, new(SqlTypeKind.Real), value); break;
            case TimeSpan time: Temporal(writer, WireType.TimeN, SqlTypeKind.Time, time); break;
            case DateTimeOffset offset: Temporal(writer, WireType.DateTimeOffsetN, SqlTypeKind.DateTimeOffset, offset); break;
            case DateTime: Fixed(writer, WireType.DateTime, SqlType.DateTime, value); break;
            case Guid: Fixed(writer, WireType.Guid, SqlType.UniqueIdentifier, value); break;
            case decimal number: Number(writer, number); break;
            case string text: Characters(writer, text); break;
            case byte[] bytes: Binary(writer, bytes); break;
            default: throw new InvalidCastException($"A {value.GetType().Name} is no value of a sql_variant.");
        }

        writer.EndLength32(start);
    }

    private static void Fixed(MessageWriter writer, WireType wire, SqlType type, object value)
    {
        writer.Byte((byte)wire);
        writer.Byte(0);
        ValueWriter.Scalar(writer, type, value);
    }

    private static void Temporal(MessageWriter writer, WireType wire, SqlTypeKind kind, object value)
    {
        const byte scale = 7;
        writer.Byte((byte)wire);
        writer.Byte(1);
        writer.Byte(scale);
        ValueWriter.Scalar(writer, new(kind, 0, 0, scale), value);
    }

    private static void Number(MessageWriter writer, decimal value)
    {
        const byte precision = 38;
        writer.Byte((byte)WireType.NumericN);
        writer.Byte(2);
        writer.Byte(precision);
        writer.Byte(value.Scale);
        DecimalFormat.Write(writer, value, precision, value.Scale);
    }

    private static void Characters(MessageWriter writer, string value)
    {
        writer.Byte((byte)WireType.NVarChar);
        writer.Byte(Collation.Length + 2);
        writer.Bytes(Collation.Bytes);
        writer.UInt16(MaximumBytes);
        writer.Bytes(Encoding.Unicode.GetBytes(value[..Math.Min(value.Length, MaximumBytes / 2)]));
    }

    private static void Binary(MessageWriter writer, byte[] value)
    {
        writer.Byte((byte)WireType.BigVarBinary);
        writer.Byte(2);
        writer.UInt16(MaximumBytes);
        writer.Bytes(value.AsSpan(0, Math.Min(value.Length, MaximumBytes)));
    }
}
