namespace ChatDr.Simulator.Engine.Storage;

/// <summary>Rows as bytes: a tag and the value.</summary>
internal static class ValueCodec
{
    public static void WriteRow(BinaryWriter writer, IReadOnlyList<object?> values)
    {
        writer.Write7BitEncodedInt(values.Count);
        foreach (var value in values)
        {
            Write(writer, value);
        }
    }

    public static object?[] ReadRow(BinaryReader reader)
    {
        var values = new object?[reader.Read7BitEncodedInt()];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Read(reader);
        }

        return values;
    }

    private static void Write(BinaryWriter writer, object? value)
    {
        switch (value)
        {
            case null: writer.Write((byte)0); break;
            case bool v: writer.Write((byte)1); writer.Write(v); break;
            case byte v: writer.Write((byte)2); writer.Write(v); break;
            case short v: writer.Write((byte)3); writer.Write(v); break;
            case int v: writer.Write((byte)4); writer.Write(v); break;
            case long v: writer.Write((byte)5); writer.Write(v); break;
            case decimal v: writer.Write((byte)6); writer.Write(v); break;
            case double v: writer.Write((byte)7); writer.Write(v); break;
            case float v: writer.Write((byte)8); writer.Write(v); break;
            case DateTime v: writer.Write((byte)9); writer.Write(v.Ticks); break;
            case DateTimeOffset v: writer.Write((byte)10); writer.Write(v.Ticks); writer.Write((short)v.TotalOffsetMinutes); break;
            case TimeSpan v: writer.Write((byte)11); writer.Write(v.Ticks); break;
            case Guid v: writer.Write((byte)12); writer.Write(v.ToByteArray()); break;
            case string v: writer.Write((byte)13); writer.Write(v); break;
            case byte[] v: writer.Write((byte)14); writer.Write7BitEncodedInt(v.Length); writer.Write(v); break;
            default: throw new ArgumentException($"A value of {value.GetType().Name} cannot be stored.", nameof(value));
        }
    }

    private static object? Read(BinaryReader reader) => reader.ReadByte() switch
    {
        0 => null,
        1 => reader.ReadBoolean(),
        2 => reader.ReadByte(),
        3 => reader.ReadInt16(),
        4 => reader.ReadInt32(),
        5 => reader.ReadInt64(),
        6 => reader.ReadDecimal(),
        7 => reader.ReadDouble(),
        8 => reader.ReadSingle(),
        9 => new DateTime(reader.ReadInt64()),
        10 => new DateTimeOffset(reader.ReadInt64(), TimeSpan.FromMinutes(reader.ReadInt16())),
        11 => new TimeSpan(reader.ReadInt64()),
        12 => new Guid(reader.ReadBytes(16)),
        13 => reader.ReadString(),
        14 => reader.ReadBytes(reader.Read7BitEncodedInt()),
        var tag => throw new LogFormatException($"Unknown value tag {tag}."),
    };
}
