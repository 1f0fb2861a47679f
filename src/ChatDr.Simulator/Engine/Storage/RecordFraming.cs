using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace ChatDr.Simulator.Engine.Storage;

/// <summary>
/// How a record lies in a file or on the wire: length, LSN, CRC-32C of the payload, CRC-32C of these three; then the payload. The frame vouches for its length
/// by itself, so a record that the file ends within is told from one that is damaged.
/// </summary>
internal static class RecordFraming
{
    /// <summary>Bytes before the payload.</summary>
    public const int HeaderLength = 20;

    /// <summary>A longer record is taken for damage.</summary>
    public const int MaximumPayload = 256 * 1024 * 1024;

    private const int Covered = 16;

    /// <summary>The bytes of a record.</summary>
    public static byte[] Frame(LogRecord record)
    {
        var bytes = new byte[HeaderLength + record.Payload.Length];
        Frame(record, bytes);
        return bytes;
    }

    /// <summary>Adds the bytes of a record.</summary>
    public static void Frame(LogRecord record, IBufferWriter<byte> target)
    {
        var length = HeaderLength + record.Payload.Length;
        Frame(record, target.GetSpan(length));
        target.Advance(length);
    }

    /// <summary>The bytes of records, one after the other.</summary>
    public static byte[] FrameAll(IReadOnlyList<LogRecord> records)
    {
        var bytes = new byte[records.Sum(record => HeaderLength + record.Payload.Length)];
        var offset = 0;
        foreach (var record in records)
        {
            Frame(record, bytes.AsSpan(offset));
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

    /// <summary>Reads one record; null at the end of the bytes, at a torn record and at one whose checksum is wrong.</summary>
    public static LogRecord? TryRead(ReadOnlySpan<byte> bytes) =>
        Inspect(bytes, out var lsn, out var length) is FrameState.Whole ? new LogRecord(lsn, bytes[HeaderLength..length].ToArray()) : null;

    /// <summary>
    /// Measures a whole record at the start of the bytes without copying it; false at the end of the bytes, at a torn record and at one whose checksum is
    /// wrong.
    /// </summary>
    /// <param name="bytes">Framed records.</param>
    /// <param name="lsn">Its number.</param>
    /// <param name="length">Its length with the frame, in bytes. Also given for a record that goes beyond the bytes; otherwise 0.</param>
    public static bool TryMeasure(ReadOnlySpan<byte> bytes, out Lsn lsn, out int length) => Inspect(bytes, out lsn, out length) is FrameState.Whole;

    /// <summary>What the bytes begin with.</summary>
    /// <param name="bytes">Framed records.</param>
    /// <param name="lsn">The record's number, if its frame is sound.</param>
    /// <param name="length">Its length with the frame, in bytes, if its frame is sound; otherwise 0.</param>
    public static FrameState Inspect(ReadOnlySpan<byte> bytes, out Lsn lsn, out int length)
    {
        (lsn, length) = (default, 0);
        if (bytes.Length < HeaderLength)
        {
            return FrameState.Short;
        }

        var payload = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        if (payload is < 0 or > MaximumPayload || Checksum(bytes[..Covered]) != BinaryPrimitives.ReadUInt32LittleEndian(bytes[Covered..]))
        {
            return FrameState.FrameDamaged;
        }

        (lsn, length) = (new Lsn(BinaryPrimitives.ReadUInt64LittleEndian(bytes[4..])), HeaderLength + payload);
        return bytes.Length < length ? FrameState.Short
            : Checksum(bytes[HeaderLength..length]) == BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]) ? FrameState.Whole
            : FrameState.PayloadDamaged;
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

    private static void Frame(LogRecord record, Span<byte> target)
    {
        BinaryPrimitives.WriteInt32LittleEndian(target, record.Payload.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(target[4..], record.Lsn.Packed);
        BinaryPrimitives.WriteUInt32LittleEndian(target[12..], Checksum(record.Payload));
        BinaryPrimitives.WriteUInt32LittleEndian(target[Covered..], Checksum(target[..Covered]));
        record.Payload.CopyTo(target[HeaderLength..]);
    }
}
