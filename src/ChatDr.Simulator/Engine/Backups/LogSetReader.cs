using ChatDr.Simulator.Engine.Storage;

namespace ChatDr.Simulator.Engine.Backups;

/// <summary>Reads the log records of a log backup in batches of bounded size.</summary>
/// <param name="content">The set's content.</param>
internal sealed class LogSetReader(Stream content)
{
    private byte[] _buffer = new byte[1 << 20];
    private int _start;
    private int _end;
    private bool _atEnd;

    /// <summary>The next records, about a buffer full of them, at least one; empty at the end of the set.</summary>
    /// <exception cref="BackupFormatException">The content is damaged or cut short.</exception>
    public IReadOnlyList<LogRecord> ReadBatch()
    {
        var records = new List<LogRecord>();
        while (records.Count == 0)
        {
            Fill();
            while (RecordFraming.TryMeasure(_buffer.AsSpan(_start, _end - _start), out var lsn, out var length))
            {
                records.Add(new(lsn, _buffer.AsSpan(_start + RecordFraming.HeaderLength, length - RecordFraming.HeaderLength).ToArray()));
                _start += length;
            }

            if (records.Count == 0 && !MakeRoom())
            {
                break;
            }
        }

        return records;
    }

    private void Fill()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        while (!_atEnd && _end < _buffer.Length)
        {
            var read = content.Read(_buffer, _end, _buffer.Length - _end);
            _end += read;
            _atEnd = read == 0;
        }
    }

    /// <summary>False at the end of the set; otherwise the buffer is long enough for the next record.</summary>
    private bool MakeRoom()
    {
        if (_end == 0)
        {
            return false;
        }

        _ = RecordFraming.TryMeasure(_buffer.AsSpan(0, _end), out _, out var whole);
        if (_atEnd || whole <= _buffer.Length)
        {
            throw new BackupFormatException(BackupFault.Damaged, "a log record is damaged");
        }

        Array.Resize(ref _buffer, whole);
        return true;
    }
}
