using System.Buffers;
using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace ChatDr.Simulator.Engine.Storage;

/// <summary>
/// A database's log on disk. Records are appended in memory and written together: <see cref="BeginWrite"/> and <see cref="EndWrite"/> belong to the database's
/// lock, which guards everything here, and <see cref="Write"/> is done without it, so that those who come meanwhile share the next write. <see cref="Harden"/>
/// does all three. A record counts only when it is on disk: <see cref="End"/> never goes beyond that. The file begins with what was known of the database when
/// the log was cut last, so that a log says by itself which database it belongs to.
/// </summary>
internal sealed partial class LogFile : IDisposable
{
    private const int HeaderLength = 24;
    private const int IndexEvery = 64 * 1024;
    private const int CopyBuffer = 256 * 1024;
    private static ReadOnlySpan<byte> Signature => "ChatDrL2"u8;

    private readonly string _path;
    private readonly IFileSystem _files;
    private readonly Lock _writing = new();
    private readonly List<(Lsn Lsn, long Offset)> _index = [];
    private readonly LogTail _tail = new();
    private SafeFileHandle _handle;
    private ArrayBufferWriter<byte> _pending = new();
    private ArrayBufferWriter<byte>? _spare = new();
    private LogWrite? _inFlight;
    private long _length;
    private bool _isClosed;

    private LogFile(IFileSystem files, string path, SafeFileHandle handle, Lsn start, byte[] state)
    {
        (_files, _path, _handle, Start, End, Next, State, _length) = (files, path, handle, start, start, start, state, HeaderLength + state.Length);
    }

    /// <summary>The first record kept.</summary>
    public Lsn Start { get; private set; }

    /// <summary>The number after the last record that is on disk.</summary>
    public Lsn End { get; private set; }

    /// <summary>The number that the next record will get.</summary>
    public Lsn Next { get; private set; }

    /// <summary>Bytes on disk.</summary>
    public long Length => _length;

    /// <summary>What was known of the database when the log was made or cut at its start last; see <see cref="ImageFile.EncodeState"/>.</summary>
    public byte[] State { get; private set; }

    /// <summary>Where a damaged log cannot be read any further; null for a sound one.</summary>
    public string? Damage { get; private set; }

    /// <summary>Whether a failed write could not be taken back: the file may hold more than this object says.</summary>
    public bool IsUncertain { get; private set; }

    /// <summary>Whether there is a file to read from.</summary>
    public bool IsReadable => !_handle.IsInvalid && !_handle.IsClosed;

    /// <summary>Whether records wait to be written.</summary>
    public bool HasPending => _pending.WrittenCount > 0;

    /// <summary>Makes an empty log whose first record will be <paramref name="start"/>, replacing what is there.</summary>
    public static LogFile Create(IFileSystem files, string path, Lsn start, byte[] state) =>
        new(files, path, AtomicFile.Replace(files, path, stream => WriteHeader(stream, start, state)), start, state);

    /// <summary>Makes a log of records that another copy framed, replacing what is there. Memory does not hold them.</summary>
    /// <param name="files">Where.</param>
    /// <param name="path">The file.</param>
    /// <param name="start">The first record.</param>
    /// <param name="state">What is known of the database.</param>
    /// <param name="records">The framed records.</param>
    /// <param name="end">The number after the last one.</param>
    /// <exception cref="LogFormatException">The records are damaged, or are not all those from the first one up to the end.</exception>
    public static LogFile CreateOf(IFileSystem files, string path, Lsn start, byte[] state, Stream records, Lsn end)
    {
        AtomicFile.Write(files, path, stream =>
        {
            WriteHeader(stream, start, state);
            records.CopyTo(stream, CopyBuffer);
        });
        var log = Open(files, path);
        if (log.Damage is null && log.End == end)
        {
            return log;
        }

        log.Dispose();
        throw new LogFormatException(log.Damage ?? $"The records in '{path}' go from {start} to {log.End}, and not to {end}.");
    }

    /// <summary>
    /// Opens a log, cutting off a torn tail. A record that is damaged otherwise is not cut: the log then ends before it and says so, and takes nothing more.
    /// </summary>
    /// <exception cref="LogFormatException">The file is not a log, or its header is damaged.</exception>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public static LogFile Open(IFileSystem files, string path)
    {
        var handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
        try
        {
            var (start, state) = ReadHeader(handle, path);
            var log = new LogFile(files, path, handle, start, state);
            log.Scan();
            return log;
        }
        catch (Exception e) when (e is IOException or LogFormatException)
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Stands in for a log that cannot be read at all.</summary>
    public static LogFile Unreadable(IFileSystem files, string path, Lsn at, string damage) =>
        new(files, path, new SafeFileHandle(), at, []) { Damage = damage };

    /// <summary>Appends a record. It is in memory only until it is written.</summary>
    public LogRecord Append(byte[] payload)
    {
        var record = new LogRecord(Next, payload);
        Enqueue(record);
        return record;
    }

    /// <summary>Appends records that another copy of the log already numbered.</summary>
    /// <exception cref="LogFormatException">They do not follow on <see cref="Next"/>.</exception>
    public void AppendCopies(IReadOnlyList<LogRecord> records)
    {
        foreach (var record in records)
        {
            if (record.Lsn != Next)
            {
                throw new LogFormatException($"Log record {record.Lsn} does not follow on {Next} in '{_path}'.");
            }

            Enqueue(record);
        }
    }

    /// <summary>Takes the records that wait, to write them; null if there are none, or others are being written.</summary>
    public LogWrite? BeginWrite()
    {
        if (_inFlight is not null || _pending.WrittenCount == 0 || _isClosed)
        {
            return null;
        }

        _inFlight = new LogWrite(_length, _pending, Next);
        _pending = _spare ?? new();
        _spare = null;
        return _inFlight;
    }

    /// <summary>Writes, without the database's lock. What fails is taken back at once and noted.</summary>
    public void Write(LogWrite write)
    {
        lock (_writing)
        {
            if (write.IsDone)
            {
                return;
            }

            write.IsDone = true;
            try
            {
                ObjectDisposedException.ThrowIf(_isClosed, this);
                _files.Write(_handle, write.Frames.WrittenSpan, write.Offset);
                _files.Flush(_handle);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
            {
                write.Error = e as IOException ?? new IOException(e.Message, e);
                TakeBack(write);
            }
        }
    }

    /// <summary>
    /// Settles a write; one that <see cref="Harden"/> settled meanwhile is nothing to do any more. After an error, whatever was not on disk is gone.
    /// </summary>
    /// <exception cref="IOException">It failed: the records after <see cref="End"/> are not in the log, unless <see cref="IsUncertain"/>.</exception>
    public void EndWrite(LogWrite write)
    {
        if (write != _inFlight)
        {
            return;
        }

        _inFlight = null;
        if (write.Error is { } error)
        {
            ForgetUnwritten();
            throw error;
        }

        _length += write.Frames.WrittenCount;
        End = write.End;
        write.Frames.ResetWrittenCount();
        _spare = write.Frames.Capacity <= 4 * CopyBuffer ? write.Frames : null;
    }

    /// <summary>Writes all that waits, now.</summary>
    /// <exception cref="IOException">As <see cref="EndWrite"/>.</exception>
    public void Harden()
    {
        while (_inFlight is not null || _pending.WrittenCount > 0)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            var write = _inFlight ?? BeginWrite()!;
            Write(write);
            EndWrite(write);
        }
    }

    /// <summary>Forgets what is in memory for faster reading and not needed any more.</summary>
    /// <param name="redone">Up to where it is redone.</param>
    public void Trim(Lsn redone) => _tail.Trim(redone);

    /// <summary>Cuts the log so that <paramref name="end"/> is next.</summary>
    public void CutAt(Lsn end)
    {
        Harden();
        if (end == End)
        {
            return;
        }

        var offset = OffsetOf(end);
        lock (_writing)
        {
            _files.SetLength(_handle, offset);
            _files.Flush(_handle);
        }

        (_length, End) = (offset, end);
        ForgetUnwritten();
    }

    /// <summary>Gives up the records before <paramref name="start"/>. The file becomes as much smaller.</summary>
    /// <param name="start">The first record to keep.</param>
    /// <param name="state">What is known of the database now.</param>
    public void DiscardBefore(Lsn start, byte[] state)
    {
        if (start <= Start)
        {
            return;
        }

        Harden();
        var (from, end) = (OffsetOf(start), _length);
        lock (_writing)
        {
            var old = _handle;
            _handle = AtomicFile.Replace(_files, _path, stream =>
            {
                WriteHeader(stream, start, state);
                CopyTo(stream, old, from, end);
            });
            old.Dispose();
        }

        var shift = HeaderLength + state.Length - from;
        _index.RemoveAll(entry => entry.Lsn < start);
        for (var i = 0; i < _index.Count; i++)
        {
            _index[i] = (_index[i].Lsn, _index[i].Offset + shift);
        }

        (Start, State, _length) = (start, state, _length + shift);
    }

    /// <summary>Closes the file; a write that is under way ends first, none begins any more.</summary>
    public void Dispose()
    {
        lock (_writing)
        {
            _isClosed = true;
            _handle.Dispose();
        }
    }

    private static void WriteHeader(Stream stream, Lsn start, byte[] state)
    {
        var header = new byte[HeaderLength + state.Length];
        Signature.CopyTo(header);
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(12), start.Packed);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(20), state.Length);
        state.CopyTo(header, HeaderLength);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(8), RecordFraming.Checksum(header.AsSpan(12)));
        stream.Write(header);
    }

    private static (Lsn Start, byte[] State) ReadHeader(SafeFileHandle handle, string path)
    {
        var damaged = new LogFormatException($"'{path}' is not a database log, or its header is damaged.");
        var fixedPart = new byte[HeaderLength];
        if (RandomAccess.Read(handle, fixedPart, 0) < HeaderLength || !fixedPart.AsSpan(0, 8).SequenceEqual(Signature))
        {
            throw damaged;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(fixedPart.AsSpan(20));
        if (length < 0 || length > RandomAccess.GetLength(handle) - HeaderLength)
        {
            throw damaged;
        }

        var state = new byte[length];
        _ = RandomAccess.Read(handle, state, HeaderLength);
        var checksum = RecordFraming.Checksum([.. fixedPart.AsSpan(12), .. state]);
        return checksum == BinaryPrimitives.ReadUInt32LittleEndian(fixedPart.AsSpan(8))
            ? (new Lsn(BinaryPrimitives.ReadUInt64LittleEndian(fixedPart.AsSpan(12))), state)
            : throw damaged;
    }

    private static void CopyTo(Stream stream, SafeFileHandle from, long offset, long end)
    {
        var buffer = new byte[(int)Math.Min(CopyBuffer, Math.Max(1, end - offset))];
        while (offset < end)
        {
            var read = RandomAccess.Read(from, buffer.AsSpan(0, (int)Math.Min(buffer.Length, end - offset)), offset);
            stream.Write(buffer, 0, read);
            offset += read > 0 ? read : throw new LogFormatException("The log file became shorter while it was copied.");
        }
    }

    private void Scan()
    {
        var end = RandomAccess.GetLength(_handle);
        var scanner = new LogScanner(_handle, _length, end);
        while (scanner.MoveNext())
        {
            if (scanner.Lsn != End)
            {
                Damage = $"Log record {scanner.Lsn} at offset {scanner.Offset} of '{_path}' does not follow on {End}.";
                break;
            }

            Mark(scanner.Lsn, scanner.Offset);
            End = Next = scanner.Lsn.After(scanner.Length - RecordFraming.HeaderLength);
            _length = scanner.Offset + scanner.Length;
        }

        if (Damage is null && !scanner.IsTornTail())
        {
            Damage = $"The log record after {End}, at offset {scanner.Offset} of '{_path}', is damaged.";
        }

        if (Damage is null && _length < end)
        {
            _files.SetLength(_handle, _length);
        }
    }

    private void Enqueue(LogRecord record)
    {
        if (Damage is not null)
        {
            throw new LogFormatException($"The log takes nothing more: {Damage}");
        }

        Mark(record.Lsn, _length + (_inFlight?.Frames.WrittenCount ?? 0) + _pending.WrittenCount);
        RecordFraming.Frame(record, _pending);
        _tail.Add(record);
        Next = record.Next;
    }

    /// <summary>
    /// A failed write may have left a part in the file; it must not be found by recovery, because its transactions are told that they failed.
    /// </summary>
    private void TakeBack(LogWrite write)
    {
        try
        {
            _files.SetLength(_handle, write.Offset);
            _files.Flush(_handle);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            IsUncertain = true;
            write.Error = new IOException($"{write.Error!.Message} It could not be taken back: {e.Message}", write.Error.HResult);
        }
    }

    private void ForgetUnwritten()
    {
        _pending.ResetWrittenCount();
        _tail.CutAt(End);
        _index.RemoveAll(entry => entry.Lsn >= End);
        Next = End;
    }
}
