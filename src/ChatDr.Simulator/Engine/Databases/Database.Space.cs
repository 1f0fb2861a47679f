using ChatDr.Simulator.Engine.Storage;

namespace ChatDr.Simulator.Engine.Databases;

/// <summary>How large the files are and may become.</summary>
internal sealed partial class Database
{
    /// <summary>sys.databases.log_reuse_wait.</summary>
    public LogReuseWait LogReuseWait => Locked(() => NeedLocked().Wait);

    /// <summary>The data file, as large as what is on disk of it needs.</summary>
    public FileSpace DataSpace
    {
        get
        {
            var image = new FileInfo(_folder.Image);
            var data = _file.Data;
            return image.Exists ? data.Grown(image.Length) ?? data : data;
        }
    }

    /// <summary>Bytes of the log file, and how many of them are in use.</summary>
    public (long Total, long Used) LogSpace => Locked(() => (_file.Log.Bytes, Math.Min(_file.Log.Bytes, UsedLocked())));

    /// <summary>
    /// Sees to it that so many bytes more go into the log: by a checkpoint if that frees log, by growing the file as far as it may. What other transactions are
    /// going to need is reserved for them.
    /// </summary>
    /// <exception cref="SqlErrorException">9002: it is full.</exception>
    private void ReserveLocked(Transaction? transaction, long bytes)
    {
        var reserved = 0L;
        foreach (var other in _active)
        {
            reserved += other == transaction ? 0 : other.LogBytes;
        }

        var needed = UsedLocked() + reserved + bytes;
        if (needed <= _file.Log.Bytes)
        {
            return;
        }

        if (_checkpoint < _image.RedoLsn && NeedLocked().KeepFrom == _checkpoint)
        {
            TryCheckpointLocked();
            needed = UsedLocked() + reserved + bytes;
        }

        if (_file.Log.Grown(needed) is not { } grown)
        {
            var full = LogFullLocked();
            _environment.ErrorLog.Write(full.Number, full.Severity, full.State, full.Message);
            throw new SqlErrorException([full]);
        }

        if (grown != _file.Log)
        {
            GrowLocked(grown);
        }
    }

    private void GrowLocked(FileSpace grown)
    {
        try
        {
            SaveFileLocked(_file with { Log = grown });
        }
        catch (IOException e)
        {
            throw new SqlErrorException([LogFailedLocked(e)]);
        }
    }

    private long UsedLocked() => NeedLocked().KeepFrom.BytesTo(_log.Next);

    private SqlError LogFullLocked()
    {
        var wait = NeedLocked().Wait;
        return new(9002, 17, (byte)Math.Max(1, (int)wait), $"The transaction log for database '{Name}' is full due to '{LogTruncation.Describe(wait)}'.");
    }
}
