using System.IO.Compression;
using System.Text.Json;
using ChatDr.Simulator.Engine.Storage;

namespace ChatDr.Simulator.Engine.Backups;

/// <summary>A header and its content: an image for a full backup, framed log records for a log backup.</summary>
internal sealed record BackupSet(BackupHeader Header, byte[] Content)
{
    private static ReadOnlySpan<byte> Signature => "ChatDrB1"u8;

    /// <summary>The log records of a log backup.</summary>
    public IReadOnlyList<LogRecord> Records() => RecordsOf(Content);

    /// <summary>Reads framed log records.</summary>
    /// <exception cref="LogFormatException">One is damaged.</exception>
    public static IReadOnlyList<LogRecord> RecordsOf(byte[] framed)
    {
        var records = new List<LogRecord>();
        for (var offset = 0; offset < framed.Length;)
        {
            var record = RecordFraming.TryRead(framed.AsSpan(offset)) ?? throw new LogFormatException("A log record is damaged.");
            records.Add(record);
            offset += RecordFraming.HeaderLength + record.Payload.Length;
        }

        return records;
    }

    /// <summary>Framed log records.</summary>
    public static byte[] ContentOf(IEnumerable<LogRecord> records)
    {
        using var stream = new MemoryStream();
        foreach (var record in records)
        {
            stream.Write(RecordFraming.Frame(record));
        }

        return stream.ToArray();
    }

    /// <summary>Reads every set of a file.</summary>
    /// <exception cref="LogFormatException">It is not a backup file, or is damaged or cut short.</exception>
    public static IReadOnlyList<BackupSet> ReadAll(byte[] file)
    {
        var sets = new List<BackupSet>();
        for (var offset = 0; offset < file.Length;)
        {
            if (file.Length - offset < 20 || !file.AsSpan(offset, 8).SequenceEqual(Signature))
            {
                throw new LogFormatException("It does not hold a backup.");
            }

            var (headerLength, contentLength, checksum) = (BitConverter.ToInt32(file, offset + 8), BitConverter.ToInt32(file, offset + 12), BitConverter.ToUInt32(file, offset + 16));
            if (headerLength < 0 || contentLength < 0 || file.Length - offset - 20L < (long)headerLength + contentLength)
            {
                throw new LogFormatException("It is cut short.");
            }

            var body = file.AsSpan(offset + 20, headerLength + contentLength);
            if (RecordFraming.Checksum(body) != checksum)
            {
                throw new LogFormatException("Its checksum is wrong.");
            }

            var header = JsonSerializer.Deserialize<BackupHeader>(body[..headerLength]) ?? throw new LogFormatException("It has no header.");
            sets.Add(new(header with { Position = sets.Count + 1, CompressedBackupSize = contentLength }, header.IsCompressed ? Inflate(body[headerLength..]) : body[headerLength..].ToArray()));
            offset += 20 + body.Length;
        }

        return sets.Count > 0 ? sets : throw new LogFormatException("It is empty.");
    }

    /// <summary>The set as bytes of a file.</summary>
    public byte[] Encode()
    {
        var content = Header.IsCompressed ? Deflate(Content) : Content;
        var header = JsonSerializer.SerializeToUtf8Bytes(Header);
        var bytes = new byte[20 + header.Length + content.Length];
        Signature.CopyTo(bytes);
        BitConverter.TryWriteBytes(bytes.AsSpan(8), header.Length);
        BitConverter.TryWriteBytes(bytes.AsSpan(12), content.Length);
        header.CopyTo(bytes, 20);
        content.CopyTo(bytes, 20 + header.Length);
        BitConverter.TryWriteBytes(bytes.AsSpan(16), RecordFraming.Checksum(bytes.AsSpan(20)));
        return bytes;
    }

    private static byte[] Deflate(byte[] content)
    {
        using var target = new MemoryStream();
        using (var deflate = new DeflateStream(target, CompressionLevel.Fastest))
        {
            deflate.Write(content);
        }

        return target.ToArray();
    }

    private static byte[] Inflate(ReadOnlySpan<byte> content)
    {
        using var target = new MemoryStream();
        using var inflate = new DeflateStream(new MemoryStream(content.ToArray()), CompressionMode.Decompress);
        inflate.CopyTo(target);
        return target.ToArray();
    }
}
