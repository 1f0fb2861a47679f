namespace ChatDr.Simulator.Engine.Storage;

/// <summary>The latest records of a log in memory, so that redo and the other copies of the database need not read them back from the disk.</summary>
internal sealed class LogTail
{
    private const long MaximumBytes = 1024 * 1024;
    private readonly List<LogRecord> _records = [];
    private int _first;
    private long _bytes;

    /// <summary>Adds the newest record.</summary>
    public void Add(LogRecord record)
    {
        _records.Add(record);
        _bytes += record.Payload.Length;
    }

    /// <summary>Forgets what is too much, but nothing from <paramref name="needed"/> on.</summary>
    public void Trim(Lsn needed)
    {
        while (_bytes > MaximumBytes && _first < _records.Count - 1 && _records[_first].Lsn < needed)
        {
            _bytes -= _records[_first].Payload.Length;
            _records[_first++] = default;
        }

        if (_first > 1024 && _first > _records.Count / 2)
        {
            _records.RemoveRange(0, _first);
            _first = 0;
        }
    }

    /// <summary>Forgets the records from <paramref name="end"/> on.</summary>
    public void CutAt(Lsn end)
    {
        while (_records.Count > _first && _records[^1].Lsn >= end)
        {
            _bytes -= _records[^1].Payload.Length;
            _records.RemoveAt(_records.Count - 1);
        }
    }

    /// <summary>Where a record is, for <see cref="Read"/>; negative if it is not here.</summary>
    public int IndexOf(Lsn lsn)
    {
        var (low, high) = (_first, _records.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = _records[middle].Lsn.CompareTo(lsn);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }

    /// <summary>The records from a place on and before <paramref name="to"/>, about as many bytes, at least one if there is one.</summary>
    public List<LogRecord> Read(int index, Lsn to, int maximumBytes)
    {
        var records = new List<LogRecord>();
        for (var bytes = 0; index < _records.Count && _records[index].Lsn < to && (bytes == 0 || bytes < maximumBytes); index++)
        {
            records.Add(_records[index]);
            bytes += RecordFraming.HeaderLength + _records[index].Payload.Length;
        }

        return records;
    }
}
