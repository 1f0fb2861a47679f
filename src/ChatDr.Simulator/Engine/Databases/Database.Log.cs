using ChatDr.Simulator.Engine.Storage;
using ChatDr.Simulator.Hosting;

namespace ChatDr.Simulator.Engine.Databases;

/// <summary>
/// Writing the log. A commit is appended in memory, and one committer at a time writes for all: while its write and flush are under way, the next batch
/// gathers. What is not on disk is not applied and not acknowledged, so memory is never ahead of the log.
/// </summary>
internal sealed partial class Database
{
    private const long TruncateAfterBytes = 4 * 1024 * 1024;

    private readonly Dictionary<string, (LogReuseWait Reason, Lsn From)> _holders = new(StringComparer.OrdinalIgnoreCase);
    private bool _isWriting;

    /// <summary>Keeps the log from a place on for somebody who lacks it, such as a secondary, until <see cref="ReleaseLog"/>. Not durable.</summary>
    /// <param name="holder">Who.</param>
    /// <param name="reason">What sys.databases says.</param>
    /// <param name="from">The first record that is still needed.</param>
    internal void HoldLog(string holder, LogReuseWait reason, Lsn from) => HoldLog(holder, reason, () => from);

    /// <summary>Keeps the log from the place on that somebody lacks at this moment, or ends that.</summary>
    /// <param name="holder">Who.</param>
    /// <param name="reason">What sys.databases says.</param>
    /// <param name="from">Asked under the lock, so that the last look is the one that counts: the first record that is needed; null for none.</param>
    internal void HoldLog(string holder, LogReuseWait reason, Func<Lsn?> from)
    {
        lock (_gate)
        {
            if (from() is { } needed)
            {
                _holders[holder] = (reason, needed);
            }
            else
            {
                _holders.Remove(holder);
            }
        }
    }

    /// <summary>Ends <see cref="HoldLog"/>.</summary>
    internal void ReleaseLog(string holder)
    {
        lock (_gate)
        {
            _holders.Remove(holder);
        }
    }

    /// <summary>Appends a record and has it on disk.</summary>
    /// <exception cref="SqlErrorException">9002, 9001: the log cannot be written.</exception>
    private LogRecord AppendLocked(LogEntry entry)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        RefuseDamagedLocked();
        HardenLocked();
        var record = _log.Append(LogEntryCodec.Encode(entry));
        HardenLocked();
        return record;
    }

    private void HardenLocked()
    {
        try
        {
            _log.Harden();
        }
        catch (IOException e)
        {
            throw new SqlErrorException([LogFailedLocked(e)]);
        }
    }

    /// <summary>Takes log from elsewhere. Its failure is the sender's to know, not a statement's.</summary>
    /// <exception cref="IOException">It is not on disk.</exception>
    private void ReceiveLocked(IReadOnlyList<LogRecord> records)
    {
        if (_damage is { } damage)
        {
            throw new LogFormatException($"The copy of '{Name}' takes no log: {damage.Errors[0].Message}");
        }

        _log.AppendCopies(records);
        try
        {
            _log.Harden();
        }
        catch (IOException e)
        {
            LogFailedLocked(e);
            throw;
        }
    }

    /// <summary>Makes the caller the one who writes, unless somebody does already.</summary>
    private bool TryLeadLocked() => !_isWriting && (_isWriting = _log.HasPending);

    /// <summary>Writes one batch, and leaves whatever has gathered meanwhile to another thread. Never throws: those who wait are told.</summary>
    private async ValueTask WriteLogAsync()
    {
        await _environment.Faults.BeforeLogWriteAsync(_environment.Time, CancellationToken.None);
        LogFile log;
        LogWrite? write;
        lock (_gate)
        {
            log = _log;
            write = _isClosed ? null : log.BeginWrite();
        }

        if (write is not null)
        {
            log.Write(write);
        }

        bool goesOn;
        lock (_gate)
        {
            EndWriteLocked(write);
            goesOn = _isWriting = _log.HasPending && !_isClosed;
        }

        LogGrown?.Invoke();
        if (goesOn)
        {
            _ = Task.Run(async () => await WriteLogAsync());
        }
    }

    /// <summary>Settles a write; null is one that was not needed any more, because all that waited was hardened together with something else.</summary>
    private void EndWriteLocked(LogWrite? write)
    {
        try
        {
            if (write is not null)
            {
                _log.EndWrite(write);
            }
        }
        catch (IOException e)
        {
            LogFailedLocked(e);
            return;
        }

        if (!_isClosed)
        {
            AdvanceLocked();
            CheckpointIfLongLocked();
        }
    }

    /// <summary>
    /// A write failed. If it was taken back, its transactions are rolled back and know it: 9002 on a full disk, 9001 otherwise. If not, they may be found
    /// committed at the next recovery, and the database stops until then.
    /// </summary>
    private SqlError LogFailedLocked(IOException failure)
    {
        var isFull = DiskSpace.IsExhausted(failure);
        var reason = isFull ? DiskSpace.Message : failure.Message;
        _environment.ErrorLog.Write(17053, 16, 1, $"{_file.LogPath}: Operating system error {reason} encountered.");
        var error = isFull && !_log.IsUncertain ? LogFullLocked() : DatabaseDamage.LogNotAvailable(Name).Errors[0];
        _environment.ErrorLog.Write(error.Number, error.Severity, error.State, error.Message);
        var kept = _waiters.Where(waiter => waiter.End <= _log.End).ToArray();
        foreach (var waiter in _waiters.Where(waiter => waiter.End > _log.End))
        {
            if (waiter.Transaction is { } transaction)
            {
                EndLocked(transaction);
            }

            waiter.Hardened.TrySetException(new SqlErrorException([error]));
        }

        _waiters.Clear();
        Array.ForEach(kept, _waiters.Enqueue);
        if (!isFull || _log.IsUncertain)
        {
            _damage = DatabaseDamage.LogNotAvailable(Name);
            FailWaitersLocked();
        }

        return error;
    }

    private void RefuseDamagedLocked()
    {
        if (_damage is not null)
        {
            EnsureAccessible();
        }
    }

    private void RedoAllLocked() => RedoLocked(_log.End);

    private void RedoLocked(Lsn end)
    {
        DatabaseRecovery.Redo(_image, _log, end);
        _log.Trim(_image.RedoLsn);
    }

    private void TruncateLocked() => _log.DiscardBefore(NeedLocked().KeepFrom, ImageFile.EncodeState(_image));

    /// <summary>Cuts the log, once that frees enough to be worth the copying.</summary>
    private void TruncateIfWorthLocked()
    {
        if (_log.BytesBetween(_log.Start, NeedLocked().KeepFrom) > TruncateAfterBytes)
        {
            BeginCheckpointLocked();
        }
    }

    private (Lsn KeepFrom, LogReuseWait Wait) NeedLocked()
    {
        _held.RemoveAll(held => held.ReleasedAt <= _image.RedoLsn);
        var chain = _image.RecoveryModel == RecoveryModel.Simple || _file is { Status: DatabaseStatus.Restoring, Mirroring: null }
            ? null
            : _image.LastLogBackupLsn;
        var transactions = _active.Where(transaction => transaction.BeginLsn is not null)
            .Select(transaction => (LogReuseWait.ActiveTransaction, transaction.BeginLsn!.Value));
        var backups = _held.Select(held => (LogReuseWait.ActiveBackupOrRestore, held.From));

        // Who holds all of the log, because nobody knows yet what it lacks, holds what is kept of it.
        var holders = _holders.Values.Select(holder => (holder.Reason, Lsn.Max(_log.Start, holder.From)));
        return LogTruncation.Decide(_checkpoint, chain, _image.LastCommitLsn, holders.Concat(transactions).Concat(backups));
    }
}
