using ChatDr.Simulator.Engine.Availability;
using ChatDr.Simulator.Engine.Backups;
using ChatDr.Simulator.Engine.Storage;

namespace ChatDr.Simulator.Engine.Databases;

/// <summary>The commit point, roles, and the copying of log between copies.</summary>
internal sealed partial class Database
{
    private Dictionary<string, Lsn> _participants = [];
    private bool _isHeld;

    /// <summary>Asked, under the lock, before a commit is acknowledged: an external write lease may have expired.</summary>
    internal Func<bool> MayWrite { private get; set; } = static () => true;

    /// <summary>Up to where the log could be truncated.</summary>
    internal Lsn TruncationLsn => Locked(() => NeedLocked().KeepFrom);

    /// <summary>What each commit participant has hardened; a commit waits for all of them.</summary>
    /// <param name="hardened">By the copy's name.</param>
    internal void SetParticipants(IReadOnlyDictionary<string, Lsn> hardened) => SetParticipants(() => (hardened, false));

    /// <summary>Sets the commit participants to what they are at this moment.</summary>
    /// <param name="current">
    /// Asked under the lock, so that neither <see cref="NoteHardened"/> nor another setting comes between the look and what follows from it: whoever changes
    /// what it looks at does that first, then calls one of the two. By the copy's name, what each has hardened, and whether nothing may be acknowledged at all
    /// for now; null: they stay as they are.
    /// </param>
    internal void SetParticipants(Func<(IReadOnlyDictionary<string, Lsn> Hardened, bool IsHeld)?> current)
    {
        lock (_gate)
        {
            if (current() is { } now)
            {
                (_participants, _isHeld) = (new(now.Hardened), now.IsHeld);
                AdvanceLocked();
            }
        }

        LogGrown?.Invoke();
    }

    /// <summary>A participant hardened the log up to <paramref name="end"/>.</summary>
    internal void NoteHardened(string replica, Lsn end)
    {
        lock (_gate)
        {
            if (_participants.TryGetValue(replica, out var hardened))
            {
                _participants[replica] = Lsn.Max(end, hardened);
                AdvanceLocked();
            }
        }
    }

    /// <summary>Takes a role. Leaving the primary role ends its transactions; becoming primary redoes the whole log.</summary>
    internal void BecomeRole(DatabaseRole role) => BecomeRole(role, static () => true, null);

    /// <summary>Takes a role, if it is still to.</summary>
    /// <param name="role">The role.</param>
    /// <param name="isDue">Asked under the lock: whoever decides on another role does that first, then gives it, so that the last decision counts.</param>
    /// <param name="isRecoveryFork">For a new primary whose log goes on in a new branch, which begins before the first commit: see <see cref="BeginBranch"/>;
    /// null for none.</param>
    /// <exception cref="SqlErrorException">The branch cannot be written; a copy that is not damaged keeps the role that it had.</exception>
    internal void BecomeRole(DatabaseRole role, Func<bool> isDue, bool? isRecoveryFork)
    {
        lock (_gate)
        {
            if (_isClosed || role == Role || !isDue())
            {
                return;
            }

            var before = Role;
            TakeRoleLocked(role);
            try
            {
                if (isRecoveryFork is { } fork)
                {
                    BeginBranchLocked(fork);
                }
            }
            catch (SqlErrorException) when (_damage is null)
            {
                Role = before;
                throw;
            }
        }

        if (isRecoveryFork is not null)
        {
            LogGrown?.Invoke();
        }
    }

    /// <summary>Puts a copy that is a primary into a new branch, so that logs of before and after are told apart.</summary>
    internal void BeginBranch(bool isRecoveryFork)
    {
        lock (_gate)
        {
            BeginBranchLocked(isRecoveryFork);
        }

        LogGrown?.Invoke();
    }

    /// <summary>Log for another copy; null when it is not kept any more.</summary>
    internal IReadOnlyList<LogRecord>? ReadLog(Lsn from, int maximumBytes)
    {
        lock (_gate)
        {
            return _log.Reaches(from) ? _log.Read(from, _log.End, maximumBytes) : null;
        }
    }

    /// <summary>
    /// The image as it is, to seed another copy from, and the log up to it that a log backup of that copy needs, should it be primary before the next one: what
    /// follows on the last log backup. Without a log chain, or where that log is not here, it is none.
    /// </summary>
    /// <returns>Also how many bytes the framed records of that log take (<see cref="CopyLog"/>).</returns>
    internal (ImageSnapshot Image, LogRange Log, long LogBytes) TakeSeed()
    {
        lock (_gate)
        {
            var image = _image.Snapshot();
            return image.LastLogBackupLsn is { } from && from < image.RedoLsn && _log.Reaches(from)
                ? (image, new(from, image.RedoLsn), _log.BytesBetween(from, image.RedoLsn))
                : (image, new(image.RedoLsn, image.RedoLsn), 0);
        }
    }

    /// <summary>Hardens and redoes log from the primary or from a backup; records already here are skipped.</summary>
    internal void Receive(IReadOnlyList<LogRecord> records)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            var fresh = records.Where(record => record.Lsn >= _log.Next).ToArray();
            if (fresh.Length > 0)
            {
                ReceiveLocked(fresh);
                RedoAllLocked();
                CheckpointIfLongLocked();
            }
        }
    }

    /// <summary>Cuts the log back to a common point with another copy; false if the checkpoint image is already past it.</summary>
    internal bool TryCutBack(Lsn point)
    {
        lock (_gate)
        {
            if (_damage is not null)
            {
                return false;
            }

            ReceiveLocked([]);
            if (point == _log.End)
            {
                return true;
            }

            var image = _folder.ReadImage();
            if (image.RedoLsn > point || !_log.Reaches(point))
            {
                return false;
            }

            _log.CutAt(point);
            (_image, _setBacks) = (image, _setBacks + 1);
            RedoAllLocked();
            return true;
        }
    }

    private void TakeRoleLocked(DatabaseRole role)
    {
        Role = role;
        if (role is not (DatabaseRole.Primary or DatabaseRole.Standalone))
        {
            SettleLogLocked();
            FailWaitersLocked();
        }
        else if (_damage is null)
        {
            RedoAllLocked();
        }
    }

    /// <summary>
    /// What a primary appended last is on disk before it follows another: who asks where its log ends learns of it, and has it cut back. If it were written
    /// only then, the new primary's log would be taken for log that is here already.
    /// </summary>
    private void SettleLogLocked()
    {
        try
        {
            HardenLocked();
        }
        catch (SqlErrorException)
        {
            // Told to those who wait for it, and in the error log.
        }
    }

    private void BeginBranchLocked(bool isRecoveryFork)
    {
        HardenLocked();
        AppendLocked(new BranchEntry(new Branch(Guid.NewGuid(), _log.End, isRecoveryFork)));
        AdvanceLocked();
    }

    private void AdvanceLocked()
    {
        if (_damage is not null || Role is not (DatabaseRole.Standalone or DatabaseRole.Primary))
        {
            return;
        }

        var point = CommitPoint.Of(_image.RedoLsn, _log.End, _participants.Values, _isHeld || !MayWrite());
        RedoLocked(point);
        while (_waiters.TryPeek(out var waiter) && waiter.End <= point)
        {
            _waiters.Dequeue();
            if (waiter.Transaction is { } transaction)
            {
                EndLocked(transaction);
            }

            waiter.Hardened.TrySetResult();
        }
    }

    private void FailWaitersLocked()
    {
        (_participants, _isHeld) = ([], false);
        while (_waiters.TryDequeue(out var waiter))
        {
            waiter.Hardened.TrySetException(new SqlErrorException(
                3314, 20, 1,
                $"Database '{Name}' stopped serving while the commit waited for its secondaries. Whether the transaction is committed is not known."));
        }

        foreach (var transaction in _active.ToArray())
        {
            EndLocked(transaction);
        }
    }
}
