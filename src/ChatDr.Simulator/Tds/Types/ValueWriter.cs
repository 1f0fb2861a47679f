using System.Globalization;
using System.Text;
using ChatDr.Simulator.Protocol;

namespace ChatDr.Simulator.Tds.Types;

/// <summary>Writes a value as its column's type says.</summary>
internal static class ValueWriter
{
    private const ushort NullVariable = 0xFFFF;
    private const ulong NullChunks = ulong.MaxValue;

    /// <exception cref="InvalidCastException">The value is not what its type promises: a fault of the executor.</exception>
    public static void Write(MessageWriter writer, SqlType type, object? value)
    {
        switch (type.Kind)
        {
            case SqlTypeKind.VarChar or SqlTypeKind.Char:
                Variable(writer, type, value is null ? null : Collation.CodePage.GetBytes(Padded(type, (string)value)));
                break;
            case SqlTypeKind.NVarChar or SqlTypeKind.NChar:
                Variable(writer, type, value is null ? null : Encoding.Unicode.GetBytes(Padded(type, (string)value)));
                break;
            case SqlTypeKind.VarBinary or SqlTypeKind.Binary:
                Variable(writer, type, (byte[]?)value);
                break;
            case SqlTypeKind.SqlVariant:
                VariantWriter.Write(writer, value);
                break;
            default:
                Short(writer, type, value);
                break;
        }
    }

    /// <summary>The bare value of a type that fits a length of one byte.</summary>
    public static void Scalar(MessageWriter writer, SqlType type, object value)
    {
        switch (type.Kind)
        {
            case SqlTypeKind.Bit: writer.Byte((byte)((bool)value ? 1 : 0)); break;
            case SqlTypeKind.TinyInt: writer.Byte(Convert.ToByte(value, CultureInfo.InvariantCulture)); break;
            case SqlTypeKind.SmallInt: writer.Int16(Convert.ToInt16(value, CultureInfo.InvariantCulture)); break;
            case SqlTypeKind.Int: writer.Int32(Convert.ToInt32(value, CultureInfo.InvariantCulture)); break;
            case SqlTypeKind.BigInt: writer.Int64(Convert.ToInt64(value, CultureInfo.InvariantCulture)); break;
            case SqlTypeKind.Float: writer.Double(Convert.ToDouble(value, CultureInfo.InvariantCulture)); break;
            case SqlTypeKind.Real: writer.Single(Convert.ToSingle(value, CultureInfo.InvariantCulture)); break;
            case SqlTypeKind.Decimal: DecimalFormat.Write(writer, Convert.ToDecimal(value, CultureInfo.InvariantCulture), type.Precision, type.Scale); break;
            case SqlTypeKind.Money: Money(writer, Convert.ToDecimal(value, CultureInfo.InvariantCulture)); break;
            case SqlTypeKind.DateTime: TemporalFormat.WriteDateTime(writer, (DateTime)value); break;
            case SqlTypeKind.DateTime2: TemporalFormat.WriteDateTime2(writer, (DateTime)value, type.Scale); break;
            case SqlTypeKind.Date: TemporalFormat.WriteDate(writer, (DateTime)value); break;
            case SqlTypeKind.Time: TemporalFormat.WriteTime(writer, (TimeSpan)value, type.Scale); break;
            case SqlTypeKind.DateTimeOffset: TemporalFormat.WriteDateTimeOffset(writer, (DateTimeOffset)value, type.Scale); break;
            case SqlTypeKind.UniqueIdentifier: writer.Bytes(((Guid)value).ToByteArray()); break;
            default: throw new InvalidCastException($"{type.Kind} is no scalar.");
        }
    }

    private static void Short(MessageWriter writer, SqlType type, object? value)
    {
        if (value is null)
        {
            writer.Byte(0);
            return;
        }

        writer.Byte(type.Kind switch
        {
            SqlTypeKind.Decimal => (byte)DecimalFormat.Length(type.Precision),
            SqlTypeKind.Date => 3,
            SqlTypeKind.Time => (byte)TemporalFormat.TimeLength(type.Scale),
            SqlTypeKind.DateTime2 => (byte)(TemporalFormat.TimeLength(type.Scale) + 3),
            SqlTypeKind.DateTimeOffset => (byte)(TemporalFormat.TimeLength(type.Scale) + 5),
            _ => TypeWriter.FixedLength(type.Kind),
        });
        Scalar(writer, type, value);
    }

    private static void Variable(MessageWriter writer, SqlType type, byte[]? bytes)
    {
        switch (type.IsMax, bytes)
        {
            case (true, null):
                writer.Int64(unchecked((long)NullChunks));
                break;
            case (true, _):
                writer.Int64(bytes.Length);
                if (bytes.Length > 0)
                {
                    writer.Int32(bytes.Length);
                    writer.Bytes(bytes);
                }

                writer.Int32(0);
                break;
            case (false, null):
                writer.UInt16(NullVariable);
                break;
            case (false, _):
                writer.UInt16(bytes.Length);
                writer.Bytes(bytes);
                break;
        }
    }

    private static string Padded(SqlType type, string text) => type.Kind is SqlTypeKind.Char or SqlTypeKind.NChar ? text.PadRight(type.Length) : text;

    /// <summary>Ten-thousandths, the high half first.</summary>
    private static void Money(MessageWriter writer, decimal value)
    {
        var units = decimal.ToInt64(decimal.Round(value * 10_000m));
        writer.Int32((int)(units >> 32));
        writer.Int32((int)units);
    }
}
