using System.Buffers.Binary;

namespace ChatDr.Simulator.Engine.Storage;

/// <summary>
/// The checkpoint image of a database as a file: signature, the image row by row, and at the end its length and CRC-32C. Written and read as a stream.
/// </summary>
internal static class ImageFile
{
    private const int Buffer = 128 * 1024;
    private const int TrailerLength = 12;

    private static ReadOnlySpan<byte> Signature => "ChatDrI2"u8;

    /// <summary>An image without tables and users: what a log's header says of the database that it belongs to.</summary>
    public static byte[] EncodeState(DatabaseImage image)
    {
        using var stream = new MemoryStream();
        Write(stream, image.Snapshot() with { Users = [], Tables = [] });
        return stream.ToArray();
    }

    /// <summary>Writes it to a stream.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="image">The image.</param>
    /// <param name="rowWritten">Called after each row.</param>
    public static void Write(Stream stream, ImageSnapshot image, Action? rowWritten = null)
    {
        stream.Write(Signature);
        var checksum = new ChecksumStream(stream);
        using (var buffered = new BufferedStream(checksum, Buffer))
        {
            image.Write(buffered, rowWritten);
            buffered.Flush();
        }

        Span<byte> trailer = stackalloc byte[TrailerLength];
        BinaryPrimitives.WriteInt64LittleEndian(trailer, checksum.Count);
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[8..], checksum.Checksum);
        stream.Write(trailer);
    }

    /// <summary>Reads the file.</summary>
    /// <exception cref="LogFormatException">It is damaged.</exception>
    public static DatabaseImage Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 0);
        return Read(stream);
    }

    /// <summary>Reads it from a stream that can seek: once to check it, so that the decoder never sees damage, and once to decode it.</summary>
    /// <exception cref="LogFormatException">It is damaged.</exception>
    public static DatabaseImage Read(Stream stream) => Read(stream, stream.Length - stream.Position);

    /// <summary>Reads it from a stream that can seek and goes on after it.</summary>
    /// <param name="stream">The stream; it is closed.</param>
    /// <param name="whole">How many bytes of it are the image.</param>
    /// <exception cref="LogFormatException">It is damaged.</exception>
    public static DatabaseImage Read(Stream stream, long whole)
    {
        var start = stream.Position;
        var length = Verify(stream, whole - Signature.Length - TrailerLength);
        stream.Position = start + Signature.Length;
        using var buffered = new BufferedStream(stream, Buffer);
        var counted = new ChecksumStream(buffered);
        var image = DatabaseImage.Read(counted);
        return counted.Count == length ? image : throw Damaged();
    }

    private static long Verify(Stream stream, long length)
    {
        var bytes = new byte[Buffer];
        if (length < 0 || stream.Length - stream.Position < length + Signature.Length + TrailerLength
            || stream.ReadAtLeast(bytes.AsSpan(0, Signature.Length), Signature.Length) == 0
            || !bytes.AsSpan(0, Signature.Length).SequenceEqual(Signature))
        {
            throw Damaged();
        }

        var checksum = 0u;
        for (var rest = length; rest > 0;)
        {
            var piece = bytes.AsSpan(0, (int)Math.Min(rest, bytes.Length));
            stream.ReadExactly(piece);
            checksum = RecordFraming.Checksum(checksum, piece);
            rest -= piece.Length;
        }

        var trailer = bytes.AsSpan(0, TrailerLength);
        stream.ReadExactly(trailer);
        return BinaryPrimitives.ReadInt64LittleEndian(trailer) == length && BinaryPrimitives.ReadUInt32LittleEndian(trailer[8..]) == checksum ? length
            : throw Damaged();
    }

    private static LogFormatException Damaged() => new("The checkpoint image of the database is damaged.");
}
