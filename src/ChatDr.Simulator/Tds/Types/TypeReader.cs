using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Protocol;

namespace ChatDr.Simulator.Tds.Types;

/// <summary>Reads TYPE_INFO of a parameter (MS-TDS 2.2.5.6).</summary>
internal static class TypeReader
{
    private const ushort InChunks = 0xFFFF;

    /// <exception cref="TdsProtocolException">The type does not exist.</exception>
    /// <exception cref="SqlErrorException">40510: table-valued, CLR and XML types are not simulated.</exception>
    public static WireTypeInfo Read(ref PayloadReader reader)
    {
        var wire = (WireType)reader.Byte();
        return wire switch
        {
            WireType.Null => new(wire, 0, SqlType.NVarChar(1)),
            WireType.Bit => new(wire, 1, SqlType.Bit),
            WireType.Int1 => new(wire, 1, SqlType.TinyInt),
            WireType.Int2 => new(wire, 2, new(SqlTypeKind.SmallInt)),
            WireType.Int4 => new(wire, 4, SqlType.Int),
            WireType.Int8 => new(wire, 8, SqlType.BigInt),
            WireType.Float4 => new(wire, 4, new(SqlTypeKind.Real)),
            WireType.Float8 => new(wire, 8, SqlType.Float),
            WireType.SmallMoney => new(wire, 4, new(SqlTypeKind.Money)),
            WireType.Money => new(wire, 8, new(SqlTypeKind.Money)),
            WireType.SmallDateTime => new(wire, 4, SqlType.DateTime),
            WireType.DateTime => new(wire, 8, SqlType.DateTime),
            WireType.DateN => new(wire, 3, new(SqlTypeKind.Date)),
            WireType.TimeN or WireType.DateTime2N or WireType.DateTimeOffsetN => WithScale(wire, reader.Byte()),
            WireType.BitN or WireType.IntN or WireType.FloatN or WireType.MoneyN or WireType.DateTimeN or WireType.Guid => Sized(wire, reader.Byte()),
            WireType.DecimalN or WireType.NumericN => Number(wire, ref reader),
            WireType.BigVarBinary or WireType.BigBinary => Variable(wire, reader.UInt16()),
            WireType.BigVarChar or WireType.BigChar or WireType.NVarChar or WireType.NChar => Characters(wire, ref reader),
            WireType.Variant => new(wire, reader.Int32(), new(SqlTypeKind.SqlVariant)),
            WireType.Text or WireType.NText or WireType.Image => Large(wire, ref reader),
            WireType.UserDefined or WireType.Xml or WireType.Table =>
                throw new SqlErrorException(40510, 16, 1, $"Statement 'parameter of type {wire}' is not supported by this simulator of SQL Server."),
            _ => throw new TdsProtocolException($"Type {(byte)wire:x2} of a parameter does not exist."),
        };
    }

    private static WireTypeInfo WithScale(WireType wire, byte scale)
    {
        if (scale > 7)
        {
            throw new TdsProtocolException($"A time has at most 7 fractional digits, not {scale}.");
        }

        return new(wire, 0, new(
            wire switch { WireType.TimeN => SqlTypeKind.Time, WireType.DateTime2N => SqlTypeKind.DateTime2, _ => SqlTypeKind.DateTimeOffset }, 0, 0, scale));
    }

    private static WireTypeInfo Sized(WireType wire, byte size) => new(wire, size, (wire, size) switch
    {
        (WireType.BitN, 1) => SqlType.Bit,
        (WireType.IntN, 1) => SqlType.TinyInt,
        (WireType.IntN, 2) => new(SqlTypeKind.SmallInt),
        (WireType.IntN, 4) => SqlType.Int,
        (WireType.IntN, 8) => SqlType.BigInt,
        (WireType.FloatN, 4) => new(SqlTypeKind.Real),
        (WireType.FloatN, 8) => SqlType.Float,
        (WireType.MoneyN, 4 or 8) => new(SqlTypeKind.Money),
        (WireType.DateTimeN, 4 or 8) => SqlType.DateTime,
        (WireType.Guid, 16) => SqlType.UniqueIdentifier,
        _ => throw new TdsProtocolException($"A value of type {wire} cannot have {size} bytes."),
    });

    private static WireTypeInfo Number(WireType wire, ref PayloadReader reader)
    {
        var (size, precision, scale) = (reader.Byte(), reader.Byte(), reader.Byte());
        return precision is >= 1 and <= 38 && scale <= precision
            ? new(wire, size, SqlType.Decimal(precision, scale))
            : throw new TdsProtocolException($"numeric({precision},{scale}) does not exist.");
    }

    private static WireTypeInfo Variable(WireType wire, ushort size)
    {
        var length = size == InChunks ? SqlType.Max : size;
        return new(wire, length, wire switch
        {
            WireType.BigVarBinary => SqlType.VarBinary(length),
            WireType.BigBinary => new(SqlTypeKind.Binary, length),
            WireType.BigVarChar => SqlType.VarChar(length),
            WireType.BigChar => new(SqlTypeKind.Char, length),
            WireType.NChar => new(SqlTypeKind.NChar, length / 2),
            _ => SqlType.NVarChar(length == SqlType.Max ? length : length / 2),
        });
    }

    private static WireTypeInfo Characters(WireType wire, ref PayloadReader reader)
    {
        var type = Variable(wire, reader.UInt16());
        reader.Bytes(Collation.Length);
        return type;
    }

    private static WireTypeInfo Large(WireType wire, ref PayloadReader reader)
    {
        var size = reader.Int32();
        if (wire != WireType.Image)
        {
            reader.Bytes(Collation.Length);
        }

        return new(wire, size, wire switch
        {
            WireType.Image => SqlType.VarBinary(SqlType.Max),
            WireType.Text => SqlType.VarChar(SqlType.Max),
            _ => SqlType.NVarChar(SqlType.Max),
        });
    }
}
