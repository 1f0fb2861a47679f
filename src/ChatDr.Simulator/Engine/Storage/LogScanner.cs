using Microsoft.Win32.SafeHandles;

namespace ChatDr.Simulator.Engine.Storage;

/// <summary>Reads the records of a log file one after the other, checking each, with a buffer that is as large as the largest record.</summary>
/// <param name="file">The file.</param>
/// <param name="offset">Where the first record is.</param>
/// <param name="end">Where the records end.</param>
internal sealed class LogScanner(SafeFileHandle file, long offset, long end)
{
    private const int Sector = 512;
    private byte[] _buffer = new byte[(int)Math.Min(128 * 1024, Math.Max(RecordFraming.HeaderLength, end - offset))];
    private int _start;
    private int _filled;
    private int _length;

    /// <summary>Where the current record is in the file; after the last one, where the next would be.</summary>
    public long Offset { get; private set; } = offset;

    /// <summary>The current record's number.</summary>
    public Lsn Lsn { get; private set; }

    /// <summary>The current record's length with its frame, in bytes.</summary>
    public int Length => _length;

    /// <summary>Why there is no next record, once <see cref="MoveNext"/> said so: null at the end, otherwise what is wrong.</summary>
    public FrameState? Obstacle { get; private set; }

    /// <summary>The bytes of the current record with its frame, until the next move.</summary>
    public ReadOnlySpan<byte> Frame => _buffer.AsSpan(_start, _length);

    /// <summary>The current record.</summary>
    public LogRecord Record => new(Lsn, Frame[RecordFraming.HeaderLength..].ToArray());

    /// <summary>Goes to the next record; false at the end and at whatever is no sound record.</summary>
    public bool MoveNext()
    {
        Offset += _length;
        _start += _length;
        _length = 0;
        if (Offset >= end)
        {
            return false;
        }

        var state = Inspect(out var lsn, out var length);
        if (state is FrameState.Short && (length > 0 ? length : RecordFraming.HeaderLength) is var wanted && Offset + wanted <= end)
        {
            Fill(wanted);
            state = Inspect(out lsn, out length);
            if (state is FrameState.Short && Offset + length <= end)
            {
                Fill(length);
                state = Inspect(out lsn, out length);
            }
        }

        if (state is not FrameState.Whole)
        {
            Obstacle = state;
            return false;
        }

        (Lsn, _length) = (lsn, length);
        return true;
    }

    /// <summary>
    /// Whether the obstacle is what a write leaves that a crash cut off: the file ends within the record, or it is the last one and what of it did not reach
    /// the disk is zeros, from within its frame on or for whole sectors. Anything else is damage, and there may be committed work in it and behind it.
    /// </summary>
    public bool IsTornTail()
    {
        switch (Obstacle)
        {
            case null or FrameState.Short:
                return true;
            case FrameState.PayloadDamaged:
                _ = Inspect(out _, out var length);
                return Offset + length >= end && end - ZerosFrom() >= Sector;
            default:
                return ZerosFrom() < Offset + RecordFraming.HeaderLength;
        }
    }

    /// <summary>From where to the end of the file there are only zeros, by sectors.</summary>
    private long ZerosFrom()
    {
        var zeros = end;
        var bytes = new byte[Sector];
        while (zeros > Offset)
        {
            var from = Math.Max(Offset, (zeros - 1) / Sector * Sector);
            var piece = bytes.AsSpan(0, (int)(zeros - from));
            ReadFully(piece, from);
            if (piece.ContainsAnyExcept((byte)0))
            {
                break;
            }

            zeros = from;
        }

        return zeros;
    }

    private FrameState Inspect(out Lsn lsn, out int length) => RecordFraming.Inspect(_buffer.AsSpan(_start, _filled - _start), out lsn, out length);

    private void Fill(int wanted)
    {
        var rest = _buffer.AsSpan(_start, _filled - _start);
        var buffer = wanted > _buffer.Length ? new byte[wanted] : _buffer;
        rest.CopyTo(buffer);
        (_buffer, _filled, _start) = (buffer, rest.Length, 0);
        var from = Offset + _filled;
        var count = (int)Math.Min(_buffer.Length - _filled, end - from);
        ReadFully(_buffer.AsSpan(_filled, count), from);
        _filled += count;
    }

    private void ReadFully(Span<byte> target, long from)
    {
        for (var read = 0; read < target.Length;)
        {
            var count = RandomAccess.Read(file, target[read..], from + read);
            read += count > 0 ? count : throw new LogFormatException("The log file became shorter while it was read.");
        }
    }
}
