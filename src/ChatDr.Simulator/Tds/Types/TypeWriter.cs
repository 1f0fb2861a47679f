using ChatDr.Simulator.Protocol;

namespace ChatDr.Simulator.Tds.Types;

/// <summary>Writes TYPE_INFO; always the form that can hold NULL (MS-TDS 2.2.5.6).</summary>
internal static class TypeWriter
{
    private const ushort InChunks = 0xFFFF;
    private const int MaximumVariantLength = 8009;

    public static void Write(MessageWriter writer, SqlType type)
    {
        var wire = Wire(type.Kind);
        writer.Byte((byte)wire);
        switch (type.Kind)
        {
            case SqlTypeKind.Date:
                break;
            case SqlTypeKind.Time or SqlTypeKind.DateTime2 or SqlTypeKind.DateTimeOffset:
                writer.Byte(type.Scale);
                break;
            case SqlTypeKind.Decimal:
                writer.Byte((byte)DecimalFormat.Length(type.Precision));
                writer.Byte(type.Precision);
                writer.Byte(type.Scale);
                break;
            case SqlTypeKind.VarBinary or SqlTypeKind.Binary:
                writer.UInt16(type.IsMax ? InChunks : type.Length);
                break;
            case SqlTypeKind.VarChar or SqlTypeKind.Char:
                writer.UInt16(type.IsMax ? InChunks : type.Length);
                writer.Bytes(Collation.Bytes);
                break;
            case SqlTypeKind.NVarChar or SqlTypeKind.NChar:
                writer.UInt16(type.IsMax ? InChunks : type.Length * 2);
                writer.Bytes(Collation.Bytes);
                break;
            case SqlTypeKind.SqlVariant:
                writer.Int32(MaximumVariantLength);
                break;
            default:
                writer.Byte(FixedLength(type.Kind));
                break;
        }
    }

    /// <summary>Bytes of a value of a type of fixed size.</summary>
    public static byte FixedLength(SqlTypeKind kind) => kind switch
    {
        SqlTypeKind.Bit or SqlTypeKind.TinyInt => 1,
        SqlTypeKind.SmallInt => 2,
        SqlTypeKind.Int or SqlTypeKind.Real => 4,
        SqlTypeKind.BigInt or SqlTypeKind.Float or SqlTypeKind.Money or SqlTypeKind.DateTime => 8,
        SqlTypeKind.UniqueIdentifier => 16,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not of fixed size."),
    };

    private static WireType Wire(SqlTypeKind kind) => kind switch
    {
        SqlTypeKind.Bit => WireType.BitN,
        SqlTypeKind.TinyInt or SqlTypeKind.SmallInt or SqlTypeKind.Int or SqlTypeKind.BigInt => WireType.IntN,
        SqlTypeKind.Decimal => WireType.NumericN,
        SqlTypeKind.Float or SqlTypeKind.Real => WireType.FloatN,
        SqlTypeKind.Money => WireType.MoneyN,
        SqlTypeKind.DateTime => WireType.DateTimeN,
        SqlTypeKind.DateTime2 => WireType.DateTime2N,
        SqlTypeKind.Date => WireType.DateN,
        SqlTypeKind.Time => WireType.TimeN,
        SqlTypeKind.DateTimeOffset => WireType.DateTimeOffsetN,
        SqlTypeKind.UniqueIdentifier => WireType.Guid,
        SqlTypeKind.VarChar => WireType.BigVarChar,
        SqlTypeKind.NVarChar => WireType.NVarChar,
        SqlTypeKind.Char => WireType.BigChar,
        SqlTypeKind.NChar => WireType.NChar,
        SqlTypeKind.VarBinary => WireType.BigVarBinary,
        SqlTypeKind.Binary => WireType.BigBinary,
        SqlTypeKind.SqlVariant => WireType.Variant,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown type."),
    };
}
