using System.Buffers.Binary;
using ChatDr.Simulator.Engine.Storage;

namespace ChatDr.Simulator.Engine.Backups;

/// <summary>
/// The frames that a backup file consists of after its signature: tag, payload length, CRC-32C of the payload, CRC-32C of these twelve bytes, payload. A media
/// frame comes first, then for each backup set a set frame, its data frames and an end frame. The set frame is written twice: as incomplete when the backup
/// begins, and in place, with its final values, when everything else is written. So a backup that was cut off is never taken for one that is whole.
/// </summary>
/// <param name="Tag">One of the constants.</param>
/// <param name="Length">Bytes of payload.</param>
/// <param name="Checksum">CRC-32C of the payload.</param>
internal readonly record struct BackupFrame(uint Tag, int Length, uint Checksum)
{
    /// <summary>The media header.</summary>
    public const uint Media = 0x4944454D;

    /// <summary>The header of a backup set.</summary>
    public const uint Set = 0x54455353;

    /// <summary>A piece of a backup set's content.</summary>
    public const uint Data = 0x41544144;

    /// <summary>The end of a backup set.</summary>
    public const uint End = 0x54455345;

    /// <summary>Bytes before the payload.</summary>
    public const int HeaderLength = 16;

    /// <summary>The longest payload.</summary>
    public const int MaximumLength = 1 << 20;

    /// <summary>What the file begins with; the version follows.</summary>
    public static ReadOnlySpan<byte> Signature => "CDRMTF"u8;

    /// <summary>What a file of the format before began with.</summary>
    public static ReadOnlySpan<byte> OldSignature => "ChatDrB1"u8;

    /// <summary>The format's version.</summary>
    public static byte MajorVersion => 2;

    /// <summary>The format's lesser version.</summary>
    public static byte MinorVersion => 0;

    /// <summary>Signature and version.</summary>
    public static int PrefixLength => Signature.Length + 2;

    /// <summary>Writes the frame's header and its payload.</summary>
    public static void Write(Stream stream, uint tag, ReadOnlySpan<byte> payload)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        BinaryPrimitives.WriteUInt32LittleEndian(header, tag);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], payload.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], RecordFraming.Checksum(payload));
        BinaryPrimitives.WriteUInt32LittleEndian(header[12..], RecordFraming.Checksum(header[..12]));
        stream.Write(header);
        stream.Write(payload);
    }

    /// <summary>Reads a frame's header; null where the file ends before it.</summary>
    /// <exception cref="BackupFormatException">It is damaged, or the file ends within it.</exception>
    public static BackupFrame? TryRead(Stream stream)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        switch (stream.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false))
        {
            case 0: return null;
            case < HeaderLength: throw new BackupFormatException(BackupFault.Truncated, "the file ends within a frame");
            default: break;
        }

        var frame = new BackupFrame(
            BinaryPrimitives.ReadUInt32LittleEndian(header),
            BinaryPrimitives.ReadInt32LittleEndian(header[4..]),
            BinaryPrimitives.ReadUInt32LittleEndian(header[8..]));
        return BinaryPrimitives.ReadUInt32LittleEndian(header[12..]) == RecordFraming.Checksum(header[..12]) && frame.Length is >= 0 and <= MaximumLength
            ? frame
            : throw new BackupFormatException(BackupFault.Damaged, "a frame's header is damaged");
    }

    /// <summary>Reads the payload into a buffer that is long enough, and checks it.</summary>
    /// <exception cref="BackupFormatException">It is damaged, or the file ends within it.</exception>
    public void ReadPayload(Stream stream, Span<byte> buffer)
    {
        var payload = buffer[..Length];
        if (stream.ReadAtLeast(payload, Length, throwOnEndOfStream: false) < Length)
        {
            throw new BackupFormatException(BackupFault.Truncated, "the file ends within a frame");
        }

        if (RecordFraming.Checksum(payload) != Checksum)
        {
            throw new BackupFormatException(BackupFault.Damaged, "a checksum is wrong");
        }
    }
}
