using ChatDr.Simulator.Engine.Backups;
using ChatDr.Simulator.Engine.Storage;

namespace ChatDr.Simulator.Engine.Databases;

/// <summary>What backups and restores need of a copy.</summary>
internal sealed partial class Database
{
    /// <summary>A full backup's content: the image at the commit point. Notes it in the log unless copy-only.</summary>
    internal BackupSet TakeFull(BackupHeader template)
    {
        lock (_gate)
        {
            var begins = !template.IsCopyOnly && _image.RecoveryModel != RecoveryModel.Simple && _image.LastLogBackupLsn is null;
            var before = _image.DatabaseBackupLsn;
            if (!template.IsCopyOnly)
            {
                AppendLocked(new BackupEntry(false, _image.RedoLsn));
                AdvanceLocked();
            }

            CheckpointLocked();
            var content = _image.Encode();
            return new(DescribeLocked(template, _image.RedoLsn, _image.RedoLsn) with { DatabaseBackupLsn = before, BeginsLogChain = begins, BackupSize = content.Length }, content);
        }
    }

    /// <summary>A log backup's content: from the last log backup to the commit point.</summary>
    /// <exception cref="SqlErrorException">4208 under SIMPLE; 4214 without a full backup.</exception>
    internal BackupSet TakeLog(BackupHeader template)
    {
        lock (_gate)
        {
            if (_image.RecoveryModel == RecoveryModel.Simple)
            {
                throw new SqlErrorException(4208, 16, 1, "The statement BACKUP LOG is not allowed while the recovery model is SIMPLE. Use BACKUP DATABASE or change the recovery model using ALTER DATABASE.");
            }

            if (_image.LastLogBackupLsn is not { } from)
            {
                throw new SqlErrorException(4214, 16, 1, "BACKUP LOG cannot be performed because there is no current database backup.");
            }

            var content = BackupSet.ContentOf(_log.Read(from, _image.RedoLsn, int.MaxValue));
            return new(DescribeLocked(template, from, _image.RedoLsn) with { BackupSize = content.Length, DatabaseBackupLsn = _image.DatabaseBackupLsn }, content);
        }
    }

    /// <summary>Notes that the log is backed up to <paramref name="end"/>, so that the next log backup starts there.</summary>
    internal void NoteLogBackup(Lsn end)
    {
        lock (_gate)
        {
            AppendLocked(new BackupEntry(true, end));
            AdvanceLocked();
            CheckpointIfLongLocked();
        }

        LogGrown?.Invoke();
    }

    /// <summary>Closes the database for a tail if no transaction is open: nothing may follow the tail.</summary>
    internal bool TryBeginRestoring()
    {
        lock (_gate)
        {
            if (_active.Count > 0)
            {
                return false;
            }

            SaveFileLocked(_file with { Status = DatabaseStatus.Restoring });
            return true;
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

    private BackupHeader DescribeLocked(BackupHeader template, Lsn first, Lsn last) => template with
    {
        FirstLsn = first,
        LastLsn = last,
        CheckpointLsn = _image.RedoLsn,
        FamilyGuid = _image.FamilyGuid,
        DatabaseCreated = _image.Created,
        Branches = [.. _image.Branches],
        RecoveryModel = _image.RecoveryModel,
        Finished = _time.GetUtcNow().UtcDateTime,
    };
}
