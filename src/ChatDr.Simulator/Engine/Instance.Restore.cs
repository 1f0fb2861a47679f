using ChatDr.Simulator.Engine.Backups;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Engine.Storage;

namespace ChatDr.Simulator.Engine;

/// <summary>RESTORE.</summary>
internal sealed partial class Instance
{
    private static readonly SqlError RestoreTerminated = new(3013, 16, 1, "RESTORE DATABASE is terminating abnormally.");
    private static readonly SqlError RestoreLogTerminated = new(3013, 16, 1, "RESTORE LOG is terminating abnormally.");

    /// <summary>RESTORE HEADERONLY and FILELISTONLY: the headers of the file's sets.</summary>
    /// <exception cref="SqlErrorException">3201, 3241; followed by 3013.</exception>
    public IReadOnlyList<BackupHeader> ReadHeaders(string file) =>
        Terminating(new(3013, 16, 1, "RESTORE HEADERONLY is terminating abnormally."), () => ReadSets(file).Select(set => set.Header).ToArray());

    /// <summary>RESTORE VERIFYONLY: every checksum is checked.</summary>
    /// <exception cref="SqlErrorException">3201, 3241; followed by 3013.</exception>
    public void VerifyBackup(string file) => Terminating(new(3013, 16, 1, "VERIFY DATABASE is terminating abnormally."), () =>
    {
        foreach (var set in ReadSets(file).Where(set => set.Header.IsLog))
        {
            try
            {
                _ = set.Records();
            }
            catch (LogFormatException e)
            {
                throw new SqlErrorException(3241, 16, 0, $"The media family on device '{file}' is incorrectly formed: {e.Message}");
            }
        }

        return true;
    });

    /// <summary>RESTORE DATABASE … FROM DISK.</summary>
    /// <exception cref="SqlErrorException">3101, 3104, 3154, 3159, 3201, 3241, 1834 …; followed by 3013.</exception>
    public BackupResult RestoreDatabase(string name, string file, RestoreOptions options) => Terminating(RestoreTerminated, () =>
    {
        var set = Select(file, options);
        if (set.Header.IsLog)
        {
            throw new SqlErrorException(3118, 16, 1, $"The database \"{name}\" does not exist, or the backup set is a log backup. RESTORE DATABASE can only create a database from a full backup.");
        }

        if (FindDatabase(name) is { } existing)
        {
            RefuseOverwrite(existing, set.Header, options);
            if (Sessions.All.Any(session => string.Equals(session.Database, name, StringComparison.OrdinalIgnoreCase)))
            {
                throw new SqlErrorException(3101, 16, 1, "Exclusive access could not be obtained because the database is in use.");
            }
        }

        var database = Adopt(name, fresh => fresh with
        {
            Status = DatabaseStatus.Restoring,
            DataPath = options.Moves.GetValueOrDefault(set.Header.DatabaseName, fresh.DataPath),
            LogPath = options.Moves.GetValueOrDefault(set.Header.DatabaseName + "_log", fresh.LogPath),
            LastRestoredBackupStart = set.Header.Started,
        }, set.Content);
        return FinishRestore(database, set.Header, file, options, "RESTORE DATABASE");
    });

    /// <summary>RESTORE LOG … FROM DISK (docs/sql-server-facts.md C4).</summary>
    /// <exception cref="SqlErrorException">3117, 4305, 4326, 4330, 3154, 3104, 4306-class, 3201, 3241; followed by 3013.</exception>
    public BackupResult RestoreLog(string name, string file, RestoreOptions options) => Terminating(RestoreLogTerminated, () =>
    {
        var database = FindDatabase(name)
            ?? throw new SqlErrorException(3118, 16, 1, $"The database \"{name}\" does not exist. RESTORE can only create a database when restoring either a full backup or a file backup of the primary file.");
        RefuseRestoreInGroup(database);
        var set = Select(file, options);
        if (database.Status != DatabaseStatus.Restoring)
        {
            throw new SqlErrorException(3117, 16, 1, "The log or differential backup cannot be restored because no files are ready to rollforward.");
        }

        RefuseBrokenChain(database, set.Header);
        database.Receive(set.Records());
        database.ChangeFile(kept => kept with { LastRestoredBackupStart = set.Header.Started });
        return FinishRestore(database, set.Header, file, options, "RESTORE LOG");
    });

    /// <summary>RESTORE DATABASE … WITH RECOVERY, without a backup: recovers what was restored; a new recovery fork begins.</summary>
    /// <exception cref="SqlErrorException">3118, 3104, 3153-class: it is not RESTORING; followed by 3013.</exception>
    public void RecoverDatabase(string name) => Terminating(RestoreTerminated, () =>
    {
        var database = FindDatabase(name) ?? throw new SqlErrorException(3118, 16, 1, $"The database \"{name}\" does not exist.");
        RefuseRestoreInGroup(database);
        if (database.Status != DatabaseStatus.Restoring)
        {
            throw new SqlErrorException(3153, 16, 1, "The database is already fully recovered.");
        }

        database.Recover();
        return true;
    });

    private static void RefuseBrokenChain(Database database, BackupHeader header)
    {
        if (!header.IsLog)
        {
            throw new SqlErrorException(3117, 16, 4, "The backup set is not a log backup.");
        }

        var (family, branches, redo) = database.Read(image => (image.FamilyGuid, image.Branches.ToArray(), image.RedoLsn));
        if (header.FamilyGuid != family)
        {
            throw new SqlErrorException(3154, 16, 4, $"The backup set holds a backup of a database other than the existing '{database.Name}' database.");
        }

        if (!BranchHistory.CanContinue(branches, redo, header.Branches))
        {
            throw new SqlErrorException(4330, 16, 1, $"This backup set cannot be applied because it is on a recovery path that is inconsistent with the database. The database is at LSN {redo}, on fork {branches[^1].Id}; the backup was taken on fork {header.RecoveryForkId}.");
        }

        if (header.FirstLsn > redo)
        {
            throw new SqlErrorException(4305, 16, 1, $"The log in this backup set begins at LSN {header.FirstLsn}, which is too recent to apply to the database. An earlier log backup that includes LSN {redo} can be restored.");
        }

        if (header.LastLsn <= redo)
        {
            throw new SqlErrorException(4326, 16, 1, $"The log in this backup set terminates at LSN {header.LastLsn}, which is too early to apply to the database. A more recent log backup that includes LSN {redo} can be restored.");
        }
    }

    private static void RefuseRestoreInGroup(Database database)
    {
        if (database.File.AvailabilityGroup is { } group)
        {
            throw new SqlErrorException(3104, 16, 1, $"RESTORE cannot operate on database '{database.Name}' because it is joined to availability group '{group}'. Remove the database from the group first.");
        }
    }

    private static void RefuseOverwrite(Database existing, BackupHeader header, RestoreOptions options)
    {
        RefuseRestoreInGroup(existing);
        var (family, model, isBackedUp) = existing.Read(image => (image.FamilyGuid, image.RecoveryModel, image.LastLogBackupLsn == image.RedoLsn));
        if (!options.Replace && family != header.FamilyGuid)
        {
            throw new SqlErrorException(3154, 16, 4, $"The backup set holds a backup of a database other than the existing '{existing.Name}' database.");
        }

        if (!options.Replace && existing.Status == DatabaseStatus.Online && model != RecoveryModel.Simple && !isBackedUp)
        {
            throw new SqlErrorException(3159, 16, 1, $"The tail of the log for the database \"{existing.Name}\" has not been backed up. Use BACKUP LOG WITH NORECOVERY to backup the log if it contains work you do not want to lose, or WITH REPLACE to overwrite it.");
        }
    }

    private BackupSet Select(string file, RestoreOptions options)
    {
        var sets = ReadSets(file);
        var position = options.Position ?? 1;
        return position >= 1 && position <= sets.Count
            ? sets[position - 1]
            : throw new SqlErrorException(3287, 16, 1, $"There is no backup set at position {position} in '{file}', which holds {sets.Count}.");
    }

    private BackupResult FinishRestore(Database database, BackupHeader header, string file, RestoreOptions options, string statement)
    {
        if (!options.NoRecovery)
        {
            database.Recover();
        }

        History.Add(id => new(id, true, header, file, Time.GetUtcNow().UtcDateTime, database.Name, !options.NoRecovery, options.Replace, options.UserName));
        return new(header, [new(3014, 0, 1, $"{statement} successfully processed {header.BackupSize} bytes.")]);
    }
}
