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

    /// <summary>The bytes of records, one after the other.</summary>
    public static byte[] FrameAll(IReadOnlyList<LogRecord> records)
    {
        var bytes = new byte[records.Sum(record => HeaderLength + record.Payload.Length)];
        var offset = 0;
        foreach (var record in records)
        {
            Frame(record).CopyTo(bytes, offset);
            offset += HeaderLength + record.Payload.Length;
        }

        return bytes;
    }

    /// <summary>Reads what <see cref="FrameAll"/> made.</summary>
    /// <exception cref="LogFormatException">A record is damaged.</exception>
    public static IReadOnlyList<LogRecord> ReadAll(ReadOnlySpan<byte> framed)
    {
        var records = new List<LogRecord>();
        for (var offset = 0; offset < framed.Length;)
        {
            var record = TryRead(framed[offset..]) ?? throw new LogFormatException("A log record is damaged.");
            records.Add(record);
            offset += HeaderLength + record.Payload.Length;
        }

        return records;
    }

    /// <summary>Measures a whole record at the start of the bytes without copying it; false at the end of the bytes, at a torn record and at one whose checksum is wrong.</summary>
    /// <param name="bytes">Framed records.</param>
    /// <param name="lsn">Its number.</param>
    /// <param name="length">Its length with the frame, in bytes. Also given for a record that goes beyond the bytes, as far as its frame says it; otherwise 0.</param>
    public static bool TryMeasure(ReadOnlySpan<byte> bytes, out Lsn lsn, out int length)
    {
        (lsn, length) = (default, 0);
        if (bytes.Length < HeaderLength || BinaryPrimitives.ReadInt32LittleEndian(bytes) is var payload && payload is < 0 or > MaximumPayload)
        {
            return false;
        }

        (lsn, length) = (new Lsn(BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..])), HeaderLength + payload);
        return bytes.Length >= length && Checksum(bytes[8..length]) == BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
    }

    /// <summary>CRC-32C.</summary>
    public static uint Checksum(ReadOnlySpan<byte> bytes) => Checksum(0, bytes);

    /// <summary>Carries a CRC-32C on over more bytes.</summary>
    /// <param name="before">The checksum of what came before; 0 for nothing.</param>
    /// <param name="bytes">What comes now.</param>
    public static uint Checksum(uint before, ReadOnlySpan<byte> bytes)
    {
        var crc = ~before;
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
