using System.Buffers.Binary;
using System.Text;

namespace ChatDr.Simulator.Tds;

/// <summary>Reads a payload front to back; whatever reaches past its end is a <see cref="TdsProtocolException"/>.</summary>
internal ref struct PayloadReader(ReadOnlySpan<byte> payload)
{
    private ReadOnlySpan<byte> _rest = payload;

    /// <summary>Bytes not read yet.</summary>
    public readonly int Remaining => _rest.Length;

    public byte Byte() => Bytes(1)[0];

    public short Int16() => BinaryPrimitives.ReadInt16LittleEndian(Bytes(2));

    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2));

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Bytes(4));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4));

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Bytes(8));

    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Bytes(8));

    public ushort UInt16BigEndian() => BinaryPrimitives.ReadUInt16BigEndian(Bytes(2));

    public double Double() => BinaryPrimitives.ReadDoubleLittleEndian(Bytes(8));

    public float Single() => BinaryPrimitives.ReadSingleLittleEndian(Bytes(4));

    /// <summary>UTF-16 of this many characters.</summary>
    public string Text(int characters) => Encoding.Unicode.GetString(Bytes(checked(characters * 2)));

    /// <summary>B_VARCHAR.</summary>
    public string ShortText() => Text(Byte());

    /// <summary>An unsigned little-endian number of <paramref name="length"/> bytes.</summary>
    public UInt128 LittleEndian(int length)
    {
        var bytes = Bytes(length);
        UInt128 value = 0;
        for (var i = length - 1; i >= 0; i--)
        {
            value = (value << 8) | bytes[i];
        }

        return value;
    }

    public ReadOnlySpan<byte> Bytes(int length)
    {
        if (length < 0 || length > _rest.Length)
        {
            throw new TdsProtocolException($"A message ends {_rest.Length} bytes before something that needs {length}.");
        }

        var bytes = _rest[..length];
        _rest = _rest[length..];
        return bytes;
    }

    public ReadOnlySpan<byte> Rest() => Bytes(_rest.Length);
}
