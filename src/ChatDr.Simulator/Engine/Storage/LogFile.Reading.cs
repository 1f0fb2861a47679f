namespace ChatDr.Simulator.Engine.Storage;

/// <summary>Finding and reading records: from memory what was written last, by a sparse index from the file what is older.</summary>
internal sealed partial class LogFile
{
    /// <summary>Whether the log holds everything from <paramref name="lsn"/> on.</summary>
    public bool Reaches(Lsn lsn) => lsn >= Start && lsn <= End && (lsn == End || _tail.IndexOf(lsn) >= 0 || FindOffset(lsn) >= 0);

    /// <summary>
    /// The records in [<paramref name="from"/>, <paramref name="to"/>), at most about <paramref name="maximumBytes"/>, at least one if there is one.
    /// </summary>
    /// <exception cref="LogFormatException">The first one is not here, or one is damaged.</exception>
    public IReadOnlyList<LogRecord> Read(Lsn from, Lsn to, int maximumBytes)
    {
        to = Lsn.Min(to, End);
        if (from >= to)
        {
            return [];
        }

        if (_tail.IndexOf(from) is >= 0 and var index)
        {
            return _tail.Read(index, to, maximumBytes);
        }

        var records = new List<LogRecord>();
        var scanner = new LogScanner(_handle, OffsetOf(from), _length);
        for (var bytes = 0; bytes < maximumBytes && scanner.MoveNext() && scanner.Lsn < to; bytes += scanner.Length)
        {
            records.Add(scanner.Record);
        }

        return scanner.Obstacle is null ? records : throw new LogFormatException($"Log record at offset {scanner.Offset} in '{_path}' is damaged.");
    }

    /// <summary>How many bytes the records in [<paramref name="from"/>, <paramref name="to"/>) take with their frames.</summary>
    public long BytesBetween(Lsn from, Lsn to) => OffsetOf(to) - OffsetOf(from);

    /// <summary>
    /// Copies framed records from <paramref name="from"/> on, as many whole ones as fit in the buffer, checking each; the buffer grows when one record does not
    /// fit.
    /// </summary>
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

    private void Mark(Lsn lsn, long offset)
    {
        if (_index.Count == 0 || offset - _index[^1].Offset >= IndexEvery)
        {
            _index.Add((lsn, offset));
        }
    }

    private long OffsetOf(Lsn lsn) => lsn == End ? _length
        : FindOffset(lsn) is >= 0 and var offset ? offset
        : throw new LogFormatException($"Log record {lsn} is not in '{_path}', which holds {Start} to {End}.");

    private long FindOffset(Lsn lsn)
    {
        if (lsn < Start || lsn >= End)
        {
            return -1;
        }

        var (low, high) = (0, _index.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = _index[middle].Lsn <= lsn ? (middle, high) : (low, middle - 1);
        }

        var from = _index.Count > 0 && _index[low].Lsn <= lsn ? _index[low].Offset : HeaderLength + State.Length;
        var scanner = new LogScanner(_handle, from, _length);
        while (scanner.MoveNext() && scanner.Lsn < lsn)
        {
        }

        return scanner.Obstacle is null && scanner.Lsn == lsn ? scanner.Offset : -1;
    }
}
