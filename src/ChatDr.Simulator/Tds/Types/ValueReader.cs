using System.Buffers;
using System.Text;
using ChatDr.Simulator.Protocol;

namespace ChatDr.Simulator.Tds.Types;

/// <summary>Reads a parameter's value.</summary>
internal static class ValueReader
{
    private const ulong NullChunks = ulong.MaxValue;
    private const ushort NullVariable = 0xFFFF;

    /// <summary>The CLR value by <see cref="SqlTypeKind"/>; null for NULL.</summary>
    /// <exception cref="TdsProtocolException">It is malformed, or outside of what its CLR type holds.</exception>
    public static object? Read(ref PayloadReader reader, WireTypeInfo type)
    {
        switch (type.Wire)
        {
            case WireType.Null:
                return null;
            case WireType.BigVarBinary or WireType.BigBinary or WireType.BigVarChar or WireType.BigChar or WireType.NVarChar or WireType.NChar:
                return type.Size == SqlType.Max ? Chunks(ref reader, type) : Variable(ref reader, type);
            case WireType.Text or WireType.NText or WireType.Image:
                var length = reader.Int32();
                return length < 0 ? null : Decode(type, reader.Bytes(length));
            case WireType.Variant:
                return Variant(ref reader);
            case WireType.Bit or WireType.Int1 or WireType.Int2 or WireType.Int4 or WireType.Int8 or WireType.Float4 or WireType.Float8
                or WireType.Money or WireType.SmallMoney or WireType.DateTime or WireType.SmallDateTime:
                return Scalar(ref reader, type.SqlType, type.Size);
            default:
                var size = reader.Byte();
                return size == 0 ? null : Scalar(ref reader, type.SqlType, size);
        }
    }

    private static object? Variable(ref PayloadReader reader, WireTypeInfo type)
    {
        var length = reader.UInt16();
        return length == NullVariable ? null : Decode(type, reader.Bytes(length));
    }

    private static object? Chunks(ref PayloadReader reader, WireTypeInfo type)
    {
        if (reader.UInt64() == NullChunks)
        {
            return null;
        }

        var whole = new ArrayBufferWriter<byte>();
        for (var length = reader.Int32(); length != 0; length = reader.Int32())
        {
            whole.Write(reader.Bytes(length));
        }

        return Decode(type, whole.WrittenSpan);
    }

    private static object Decode(WireTypeInfo type, ReadOnlySpan<byte> bytes) => type.SqlType.Kind switch
    {
        SqlTypeKind.NVarChar or SqlTypeKind.NChar => Encoding.Unicode.GetString(bytes),
        SqlTypeKind.VarChar or SqlTypeKind.Char => Collation.CodePage.GetString(bytes),
        _ => bytes.ToArray(),
    };

    private static object Scalar(ref PayloadReader reader, SqlType type, int size)
    {
        var value = new PayloadReader(reader.Bytes(size));
        return type.Kind switch
        {
            SqlTypeKind.Bit => value.Byte() != 0,
            SqlTypeKind.TinyInt => value.Byte(),
            SqlTypeKind.SmallInt => value.Int16(),
            SqlTypeKind.Int => value.Int32(),
            SqlTypeKind.BigInt => value.Int64(),
            SqlTypeKind.Real => value.Single(),
            SqlTypeKind.Float => value.Double(),
            SqlTypeKind.Money => size == 4 ? value.Int32() / 10_000m : (((long)value.Int32() << 32) | value.UInt32()) / 10_000m,
            SqlTypeKind.Decimal => DecimalFormat.Read(ref value, type.Scale, size),
            SqlTypeKind.UniqueIdentifier => new Guid(value.Bytes(16)),
            SqlTypeKind.DateTime => size == 4 ? TemporalFormat.ReadSmallDateTime(ref value) : TemporalFormat.ReadDateTime(ref value),
            SqlTypeKind.Date => TemporalFormat.ReadDate(ref value),
            SqlTypeKind.Time => TemporalFormat.ReadTime(ref value, type.Scale, size),
            SqlTypeKind.DateTime2 => TemporalFormat.ReadDateTime2(ref value, type.Scale, size),
            SqlTypeKind.DateTimeOffset => TemporalFormat.ReadDateTimeOffset(ref value, type.Scale, size),
            _ => throw new TdsProtocolException($"{type.Kind} is no scalar."),
        };
    }

    /// <summary>A sql_variant: its base type, that type's properties, the bare value (MS-TDS 2.2.5.5.4).</summary>
    private static object? Variant(ref PayloadReader reader)
    {
        var length = reader.Int32();
        if (length <= 0)
        {
            return null;
        }

        var value = new PayloadReader(reader.Bytes(length));
        var wire = (WireType)value.Byte();
        var properties = value.Bytes(value.Byte());
        var type = wire switch
        {
            WireType.NVarChar or WireType.NChar => SqlType.NVarChar(4000),
            WireType.BigVarChar or WireType.BigChar => SqlType.VarChar(8000),
            WireType.BigVarBinary or WireType.BigBinary => SqlType.VarBinary(8000),
            WireType.Guid => SqlType.UniqueIdentifier,
            WireType.DecimalN or WireType.NumericN when properties.Length == 2 => SqlType.Decimal(properties[0], properties[1]),
            WireType.DateN => new(SqlTypeKind.Date),
            WireType.TimeN when properties.Length == 1 => new(SqlTypeKind.Time, 0, 0, properties[0]),
            WireType.DateTime2N when properties.Length == 1 => SqlType.DateTime2(properties[0]),
            WireType.DateTimeOffsetN when properties.Length == 1 => new(SqlTypeKind.DateTimeOffset, 0, 0, properties[0]),
            _ => TypeOfFixed(wire),
        };
        return type.Length > 0 ? Decode(new(wire, type.Length, type), value.Rest()) : Scalar(ref value, type, value.Remaining);
    }

    private static SqlType TypeOfFixed(WireType wire)
    {
        var alone = new PayloadReader([(byte)wire]);
        return TypeReader.Read(ref alone).SqlType;
    }
}
