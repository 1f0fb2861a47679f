using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace ChatDr.Simulator.Engine.Storage;

/// <summary>
/// A database's log on disk. A record is in the operating system's hands when <see cref="Append"/> returns, so it survives the process;
/// with <c>flushToDisk</c> it survives a power cut, too. Not thread-safe: the database's lock guards it.
/// </summary>
internal sealed class LogFile : IDisposable
{
    private const int HeaderLength = 16;
    private static ReadOnlySpan<byte> Signature => "ChatDrL1"u8;

    private readonly string _path;
    private readonly bool _flushToDisk;
    private readonly List<(Lsn Lsn, long Offset)> _index = [];
    private SafeFileHandle _handle;
    private long _length;

    private LogFile(string path, bool flushToDisk, SafeFileHandle handle, Lsn start)
    {
        (_path, _flushToDisk, _handle, Start, End, _length) = (path, flushToDisk, handle, start, start, HeaderLength);
    }

    /// <summary>The first record kept.</summary>
    public Lsn Start { get; private set; }

    /// <summary>The number that the next record will get.</summary>
    public Lsn End { get; private set; }

    /// <summary>Bytes on disk.</summary>
    public long Length => _length;

    /// <summary>Makes an empty log whose first record will be <paramref name="start"/>, replacing what is there.</summary>
    public static LogFile Create(string path, Lsn start, bool flushToDisk)
    {
        AtomicFile.Write(path, Header(start), flushToDisk);
        return new LogFile(path, flushToDisk, OpenHandle(path), start);
    }

    /// <summary>Opens a log, cutting off a torn tail.</summary>
    /// <exception cref="LogFormatException">The file is not a log.</exception>
    public static LogFile Open(string path, bool flushToDisk)
    {
        var bytes = File.ReadAllBytes(path);
        if (bytes.Length < HeaderLength || !bytes.AsSpan(0, 8).SequenceEqual(Signature))
        {
            throw new LogFormatException($"'{path}' is not a database log.");
        }

        var log = new LogFile(path, flushToDisk, OpenHandle(path), new Lsn(BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(8))));
        while (RecordFraming.TryRead(bytes.AsSpan((int)log._length)) is { } record && record.Lsn == log.End)
        {
            log.Remember(record);
        }

        if (log._length < bytes.Length)
        {
            RandomAccess.SetLength(log._handle, log._length);
        }

        return log;
    }

    /// <summary>Adds a record at <see cref="End"/>.</summary>
    public LogRecord Append(byte[] payload)
    {
        var record = new LogRecord(End, payload);
        AppendCopies([record]);
        return record;
    }

    /// <summary>Adds records that another copy of the log already numbered.</summary>
    /// <exception cref="LogFormatException">They do not follow on <see cref="End"/>.</exception>
    public void AppendCopies(IReadOnlyList<LogRecord> records)
    {
        using var buffer = new MemoryStream();
        var next = End;
        foreach (var record in records)
        {
            if (record.Lsn != next)
            {
                throw new LogFormatException($"Log record {record.Lsn} does not follow on {next} in '{_path}'.");
            }

            buffer.Write(RecordFraming.Frame(record));
            next = record.Next;
        }

        RandomAccess.Write(_handle, buffer.GetBuffer().AsSpan(0, (int)buffer.Length), _length);
        if (_flushToDisk)
        {
            RandomAccess.FlushToDisk(_handle);
        }

        foreach (var record in records)
        {
            Remember(record);
        }
    }

    /// <summary>Whether the log holds everything from <paramref name="lsn"/> on.</summary>
    public bool Reaches(Lsn lsn) => lsn >= Start && lsn <= End && (lsn == End || Position(lsn) >= 0);

    /// <summary>The records in [<paramref name="from"/>, <paramref name="to"/>), at most about <paramref name="maximumBytes"/>, at least one if there is one.</summary>
    public IReadOnlyList<LogRecord> Read(Lsn from, Lsn to, int maximumBytes)
    {
        var records = new List<LogRecord>();
        var position = Position(from);
        if (position < 0)
        {
            return from == End ? records : throw new LogFormatException($"Log record {from} is not in '{_path}', which holds {Start} to {End}.");
        }

        for (var bytes = 0; position < _index.Count && _index[position].Lsn < to && (bytes == 0 || bytes < maximumBytes); position++)
        {
            var end = position + 1 < _index.Count ? _index[position + 1].Offset : _length;
            var frame = new byte[end - _index[position].Offset];
            RandomAccess.Read(_handle, frame, _index[position].Offset);
            records.Add(RecordFraming.TryRead(frame) ?? throw new LogFormatException($"Log record {_index[position].Lsn} in '{_path}' is damaged."));
            bytes += frame.Length;
        }

        return records;
    }

    /// <summary>How many bytes the records in [<paramref name="from"/>, <paramref name="to"/>) take with their frames.</summary>
    public long BytesBetween(Lsn from, Lsn to) => OffsetOf(to) - OffsetOf(from);

    /// <summary>Copies framed records from <paramref name="from"/> on, as many whole ones as fit in the buffer, checking each; the buffer grows when one record does not fit.</summary>
    /// <param name="from">The first record to copy.</param>
    /// <param name="to">Where to stop; a record's number or the log's end.</param>
    /// <param name="buffer">Takes the bytes.</param>
    /// <param name="next">The record after the last one copied.</param>
    /// <returns>Bytes copied; 0 at <paramref name="to"/>.</returns>
    /// <exception cref="LogFormatException">The record is not kept here any more, or is damaged.</exception>
    public int Copy(Lsn from, Lsn to, ref byte[] buffer, out Lsn next)
    {
        var rest = BytesBetween(from, to);
        var available = RandomAccess.Read(_handle, buffer.AsSpan(0, (int)Math.Min(rest, buffer.Length)), OffsetOf(from));
        (next, var copied) = (from, 0);
        while (copied < available && RecordFraming.TryMeasure(buffer.AsSpan(copied, available - copied), out var lsn, out var length))
        {
            copied += length;
            next = lsn.After(length - RecordFraming.HeaderLength);
        }

        if (copied > 0 || rest == 0)
        {
            return copied;
        }

        _ = RecordFraming.TryMeasure(buffer.AsSpan(0, available), out _, out var whole);
        if (whole <= available || whole > rest)
        {
            throw new LogFormatException($"Log record {from} in '{_path}' is damaged.");
        }

        buffer = new byte[whole];
        return Copy(from, to, ref buffer, out next);
    }

    /// <summary>Cuts the log so that <paramref name="end"/> is next.</summary>
    public void CutAt(Lsn end)
    {
        if (end == End)
        {
            return;
        }

        var position = Position(end);
        if (position < 0)
        {
            throw new LogFormatException($"Log record {end} is not in '{_path}', which holds {Start} to {End}.");
        }

        _length = _index[position].Offset;
        _index.RemoveRange(position, _index.Count - position);
        End = end;
        RandomAccess.SetLength(_handle, _length);
    }

    /// <summary>Gives up the records before <paramref name="start"/>.</summary>
    public void DiscardBefore(Lsn start)
    {
        if (start <= Start)
        {
            return;
        }

        var position = start == End ? _index.Count : Position(start);
        var offset = position == _index.Count ? _length : _index[position].Offset;
        var kept = new byte[HeaderLength + (_length - offset)];
        Header(start).CopyTo(kept, 0);
        RandomAccess.Read(_handle, kept.AsSpan(HeaderLength), offset);
        AtomicFile.Write(_path, kept, _flushToDisk);
        _handle.Dispose();
        _handle = OpenHandle(_path);
        _index.RemoveRange(0, position);
        for (var i = 0; i < _index.Count; i++)
        {
            _index[i] = (_index[i].Lsn, _index[i].Offset - offset + HeaderLength);
        }

        (Start, _length) = (start, kept.Length);
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    private static SafeFileHandle OpenHandle(string path) => File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);

    private static byte[] Header(Lsn start)
    {
        var header = new byte[HeaderLength];
        Signature.CopyTo(header);
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(8), start.Packed);
        return header;
    }

    private long OffsetOf(Lsn lsn) => lsn == End ? _length
        : Position(lsn) is >= 0 and var position ? _index[position].Offset
        : throw new LogFormatException($"Log record {lsn} is not in '{_path}', which holds {Start} to {End}.");

    private int Position(Lsn lsn) => _index.BinarySearch((lsn, 0), ByLsn.Instance);

    private void Remember(LogRecord record)
    {
        _index.Add((record.Lsn, _length));
        _length += RecordFraming.HeaderLength + record.Payload.Length;
        End = record.Next;
    }

    private sealed class ByLsn : IComparer<(Lsn Lsn, long Offset)>
    {
        public static ByLsn Instance { get; } = new();

        public int Compare((Lsn Lsn, long Offset) x, (Lsn Lsn, long Offset) y) => x.Lsn.CompareTo(y.Lsn);
    }
}
