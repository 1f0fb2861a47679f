using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace ChatDr.Simulator.Engine.Storage;

/// <summary>How a record lies in a file or on the wire: length, CRC-32C over LSN and payload, LSN, payload.</summary>
internal static class RecordFraming
{
    /// <summary>Bytes before the payload.</summary>
    public const int HeaderLength = 16;

    /// <summary>A longer record is taken for damage.</summary>
    public const int MaximumPayload = 256 * 1024 * 1024;

    /// <summary>The bytes of a record.</summary>
    public static byte[] Frame(LogRecord record)
    {
        var bytes = new byte[HeaderLength + record.Payload.Length];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, record.Payload.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8), record.Lsn.Packed);
        record.Payload.CopyTo(bytes, HeaderLength);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), Checksum(bytes.AsSpan(8)));
        return bytes;
    }

    /// <summary>Reads one record; null at the end of the bytes, at a torn record and at one whose checksum is wrong.</summary>
    public static LogRecord? TryRead(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderLength)
        {
            return null;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        if (length < 0 || length > MaximumPayload || bytes.Length - HeaderLength < length)
        {
            return null;
        }

        var covered = bytes.Slice(8, length + 8);
        return Checksum(covered) == BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..])
            ? new LogRecord(new Lsn(BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..])), bytes.Slice(HeaderLength, length).ToArray())
            : null;
    }

    /// <summary>CRC-32C.</summary>
    public static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words)
        {
            crc = BitOperations.Crc32C(crc, word);
        }

        foreach (var rest in bytes[(words.Length * 8)..])
        {
            crc = BitOperations.Crc32C(crc, rest);
        }

        return ~crc;
    }
}
