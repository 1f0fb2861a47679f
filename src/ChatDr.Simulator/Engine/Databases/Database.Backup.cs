using ChatDr.Simulator.Engine.Backups;
using ChatDr.Simulator.Engine.Storage;

namespace ChatDr.Simulator.Engine.Databases;

/// <summary>What backups and restores need of a copy.</summary>
internal sealed partial class Database
{
    private readonly List<HeldLog> _held = [];

    /// <summary>Taken by a full backup while it runs: backups of one kind are serialized.</summary>
    internal SemaphoreSlim FullBackupTurn { get; } = new(1);

    /// <summary>Taken by a log backup while it runs.</summary>
    internal SemaphoreSlim LogBackupTurn { get; } = new(1);

    /// <summary>Taken by a restore while it runs.</summary>
    internal SemaphoreSlim RestoreTurn { get; } = new(1);

    /// <summary>Whether a running backup holds the log (log_reuse_wait 3).</summary>
    internal bool HasRunningBackup => Locked(() => _held.Any(held => held.ReleasedAt is null));

    /// <summary>
    /// Begins a full backup: a checkpoint, and the image as it is then. CheckpointLSN and FirstLSN are the checkpoint's, LastLSN is what follows on it. A copy
    /// that does not write its own log has no checkpoint of its own: there all three are the same.
    /// </summary>
    internal (BackupHeader Header, ImageSnapshot Image, HeldLog Held) BeginFullBackup(BackupHeader template)
    {
        lock (_gate)
        {
            var checkpoint = _image.RedoLsn;
            if (WritesLog)
            {
                AppendLocked(new CheckpointEntry());
                AdvanceLocked();
            }

            var before = _image.DatabaseBackupLsn;
            var header = DescribeLocked(template, checkpoint, _image.RedoLsn) with { CheckpointLsn = checkpoint, DatabaseBackupLsn = before };
            var image = _image.Snapshot();
            return (header, template.IsCopyOnly ? image : image with { DatabaseBackupLsn = checkpoint }, HoldLocked(checkpoint));
        }
    }

    /// <summary>
    /// Notes in the log that a full backup is complete: the first one begins the log chain. A copy-only one leaves no more than a checkpoint.
    /// </summary>
    internal void NoteFullBackup(BackupHeader header, HeldLog held)
    {
        lock (_gate)
        {
            if (WritesLog)
            {
                AppendLocked(header.IsCopyOnly ? new CheckpointEntry() : new BackupEntry(false, header.CheckpointLsn));
                AdvanceLocked();
            }

            held.ReleasedAt = _log.End;
        }

        LogGrown?.Invoke();
    }

    /// <summary>
    /// Begins a log backup: from the end of the last one to the commit point. The log in between is held until
    /// <see cref="Release"/> or <see cref="NoteLogBackup"/>.
    /// </summary>
    /// <exception cref="SqlErrorException">4208 under SIMPLE; 4214 without a full backup; 3049: damaged before the backup that it would follow; 3446: the log
    /// that is needed is not there.</exception>
    /// <param name="template">The header so far.</param>
    /// <param name="agreed">On a secondary: from the primary's last log backup up to what both have; null elsewhere.</param>
    internal (BackupHeader Header, long Bytes, HeldLog Held) BeginLogBackup(BackupHeader template, LogRange? agreed = null)
    {
        lock (_gate)
        {
            if (_image.RecoveryModel == RecoveryModel.Simple)
            {
                throw BackupErrors.SimpleRecovery();
            }

            if ((agreed?.From ?? _image.LastLogBackupLsn) is not { } from)
            {
                throw _damage is null
                    ? BackupErrors.NoCurrentBackup()
                    : BackupErrors.LogDamaged("it cannot be read up to the backup that this one would follow.");
            }

            var to = agreed?.To ?? (_damage is null ? _image.RedoLsn : Lsn.Min(_image.RedoLsn, _log.End));
            if (!_log.Reaches(from) || to < from)
            {
                throw BackupErrors.LogNotAvailable(Name);
            }

            var header = DescribeLocked(template, from, to) with
            {
                IsDamaged = _damage is not null,
                CheckpointLsn = Lsn.Max(from, _image.DatabaseBackupLsn ?? from),
                DatabaseBackupLsn = _image.DatabaseBackupLsn,
                BeginsLogChain = !_image.HasLogBackup,
                LastCommit = _image.LastCommitTime,
            };
            return (header, _log.BytesBetween(from, to), HoldLocked(from));
        }
    }

    /// <summary>Copies log for a backup, about as much as the buffer takes; holds the lock for no longer than that takes.</summary>
    /// <returns>Bytes copied; 0 at <paramref name="to"/>.</returns>
    /// <exception cref="LogFormatException">A record is damaged or not here any more.</exception>
    internal int CopyLog(Lsn from, Lsn to, ref byte[] buffer, out Lsn next)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            return _log.Copy(from, to, ref buffer, out next);
        }
    }

    /// <summary>Notes that the log is backed up to <paramref name="end"/>, so that the next log backup starts there.</summary>
    /// <exception cref="SqlErrorException">Why the database is not accessible any more: its log is another's to write now, and the backup does not count.
    /// </exception>
    internal void NoteLogBackup(Lsn end, HeldLog held)
    {
        lock (_gate)
        {
            EnsureAccessible();
            AppendLocked(new BackupEntry(true, end));
            AdvanceLocked();
            held.ReleasedAt = _log.End;
            TruncateIfWorthLocked();
        }

        LogGrown?.Invoke();
    }

    /// <summary>Notes a log backup that a secondary took; false if the chain has gone on since it began, or this copy writes it no more.</summary>
    internal bool TryNoteLogBackup(LogRange range)
    {
        lock (_gate)
        {
            if (!WritesLog || _image.LastLogBackupLsn != range.From || range.To > _image.RedoLsn)
            {
                return false;
            }

            AppendLocked(new BackupEntry(true, range.To));
            AdvanceLocked();
            TruncateIfWorthLocked();
        }

        LogGrown?.Invoke();
        return true;
    }

    /// <summary>The backup holds the log no more; nothing is noted.</summary>
    internal void Release(HeldLog held)
    {
        lock (_gate)
        {
            _held.Remove(held);
        }
    }

    /// <summary>
    /// Closes the database for a tail if no transaction is open: nothing may follow the tail. It is not kept yet (<see cref="KeepFile"/>), so that a crash
    /// before the tail is written leaves the database ONLINE.
    /// </summary>
    internal bool TryBeginRestoring()
    {
        lock (_gate)
        {
            if (_active.Count > 0)
            {
                return false;
            }

            _file = _file with { Status = DatabaseStatus.Restoring };
            return true;
        }
    }

    /// <summary>
    /// Keeps the state as it is: just before a tail becomes a backup, since whoever has the tail may go on elsewhere. A damaged database has nothing that could
    /// be recovered: it has to be restored from its beginning.
    /// </summary>
    internal void KeepFile()
    {
        lock (_gate)
        {
            ReplaceFileLocked(_file with { IsRestoreIncomplete = _damage is not null });
        }
    }

    /// <summary>
    /// Opens the database again after a tail that failed. One whose description is damaged is SUSPECT again, and its description stays as it is.
    /// </summary>
    internal void EndRestoring()
    {
        lock (_gate)
        {
            var file = _file with { Status = DatabaseStatus.Online, IsRestoreIncomplete = false };
            if (_isDescribed)
            {
                ReplaceFileLocked(file);
            }
            else
            {
                _file = file;
            }
        }
    }

    /// <summary>Recovers a copy that is RESTORING: a new recovery fork begins here, and the log chain continues from here.</summary>
    internal void Recover()
    {
        lock (_gate)
        {
            var point = _log.End;
            SaveFileLocked(_file with { Status = DatabaseStatus.Recovering });
            AppendLocked(new BranchEntry(new Branch(Guid.NewGuid(), point, true)));
            if (_image.RecoveryModel != RecoveryModel.Simple)
            {
                AppendLocked(new BackupEntry(true, point));
            }

            RedoAllLocked();
            SaveFileLocked(_file with { Status = DatabaseStatus.Online });
        }
    }

    private bool WritesLog => Role is DatabaseRole.Standalone or DatabaseRole.Primary && _file.Status == DatabaseStatus.Online;

    private HeldLog HoldLocked(Lsn from)
    {
        var held = new HeldLog(from);
        _held.Add(held);
        return held;
    }

    private BackupHeader DescribeLocked(BackupHeader template, Lsn first, Lsn last) => template with
    {
        FirstLsn = first,
        LastLsn = last,
        FamilyGuid = _image.FamilyGuid,
        DatabaseCreated = _image.Created,
        Branches = [.. _image.Branches],
        RecoveryModel = _image.RecoveryModel,
    };
}
