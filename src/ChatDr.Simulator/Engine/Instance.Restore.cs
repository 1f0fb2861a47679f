using ChatDr.Simulator.Engine.Backups;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Engine.Storage;
using ChatDr.Simulator.Hosting;

namespace ChatDr.Simulator.Engine;

/// <summary>RESTORE.</summary>
internal sealed partial class Instance
{
    /// <summary>
    /// RESTORE DATABASE … FROM DISK. From its beginning to its end the database is RESTORING and holds nothing: when the restore fails or the instance stops in
    /// between, it stays so, and the restore has to be repeated (4333 for its recovery, 4320 for a log until then).
    /// </summary>
    /// <exception cref="SqlErrorException">3101, 3102, 3104, 3135, 3154, 3159, 3169, 3183, 3187, 3201, 3203, 3241, 3256, 1834 with 3156 …; followed by
    /// 3013.</exception>
    public BackupResult RestoreDatabase(
        string name, string file, RestoreOptions options, BackupRun? run = null) => Terminating(BackupErrors.Terminating("RESTORE DATABASE"), () =>
    {
        run ??= new BackupRun(Time);
        RefuseSystemDatabase(name, isLog: false);
        var (source, set) = Select(file, options.Position, options.Checksum);
        var existing = FindDatabase(name);
        if (set.Header.IsLog)
        {
            throw existing is null ? BackupErrors.NoDatabase(name) : BackupErrors.WrongKind(file, "BACKUP LOG");
        }

        if (existing is not null)
        {
            RefuseOverwrite(existing, set.Header, options, run);
        }

        var (dataPath, logPath) = Destination(name, existing, set.Header, options);
        Database placeholder = null!, database = null!;
        WritingFiles(name, () => placeholder = Adopt(name, fresh => fresh with
        {
            Status = DatabaseStatus.Restoring,
            IsRestoreIncomplete = true,
            LogicalName = set.Header.LogicalName,
            Log = fresh.Log with { Name = set.Header.OwnLogName },
            DataPath = dataPath,
            LogPath = logPath,
        }, DatabaseImage.Placeholder(set.Header.FamilyGuid, set.Header.DatabaseCreated, set.Header.Branches)));
        using var turn = RestoreTurn(placeholder);
        var image = ReadImage(name, file, source, set, run);
        var whole = placeholder.File with { IsRestoreIncomplete = false, LastRestoredBackupStart = set.Header.Started };
        WritingFiles(name, () => database = Adopt(name, fresh => whole with { DatabaseGuid = fresh.DatabaseGuid }, image, placeholder));
        return FinishRestore(database, set.Header, file, options, "RESTORE DATABASE", run);
    });

    /// <summary>
    /// RESTORE LOG … FROM DISK (docs/sql-server-facts.md C4). Records are applied as they are read and are durable batch by batch: when it fails or the
    /// instance stops in between, the copy is RESTORING at the LSN it came to, and the same backup set can be restored again to go on from there.
    /// </summary>
    /// <exception cref="SqlErrorException">3101, 3104, 3117, 3118, 3135, 3154, 3169, 3187, 3189, 3201, 3203, 3241, 3256, 4305, 4320, 4326, 4330; followed by
    /// 3013.</exception>
    public BackupResult RestoreLog(
        string name, string file, RestoreOptions options, BackupRun? run = null) => Terminating(BackupErrors.Terminating("RESTORE LOG"), () =>
    {
        run ??= new BackupRun(Time);
        RefuseSystemDatabase(name, isLog: true);
        var database = FindDatabase(name) ?? throw BackupErrors.NoDatabase(name);
        RefuseRestoreInSession(database);
        var (source, set) = Select(file, options.Position, options.Checksum);
        if (!set.Header.IsLog)
        {
            throw BackupErrors.WrongKind(file, "BACKUP DATABASE");
        }

        using var turn = RestoreTurn(database);
        RefuseNotRestoring(database);
        RefuseBrokenChain(database, set.Header);
        ApplyLog(database, file, source, set, run);
        database.ChangeFile(kept => kept with { LastRestoredBackupStart = set.Header.Started });
        return FinishRestore(database, set.Header, file, options, "RESTORE LOG", run);
    });

    /// <summary>RESTORE DATABASE … WITH RECOVERY, without a backup: recovers what was restored; a new recovery fork begins.</summary>
    /// <exception cref="SqlErrorException">3118, 3104, 3153: it is not RESTORING, 4333: its restore has not come to its end; followed by 3013.</exception>
    public IReadOnlyList<SqlError> RecoverDatabase(string name) => Terminating(BackupErrors.Terminating("RESTORE DATABASE"), () =>
    {
        var run = new BackupRun(Time);
        var database = FindDatabase(name) ?? throw BackupErrors.NoDatabase(name);
        RefuseRestoreInSession(database);
        if (database.Status != DatabaseStatus.Restoring)
        {
            throw BackupErrors.AlreadyRecovered();
        }

        using var turn = RestoreTurn(database);
        if (database.File.IsRestoreIncomplete)
        {
            throw BackupErrors.LogNotRestored();
        }

        database.Recover();
        return new[] { Successful("RESTORE DATABASE", 0, run.Elapsed.TotalSeconds, 0) };
    });

    private static void RefuseNotRestoring(Database database)
    {
        if (database.Status != DatabaseStatus.Restoring)
        {
            throw BackupErrors.NotReadyToRollForward();
        }

        if (database.File.IsRestoreIncomplete)
        {
            throw BackupErrors.NotFullyRestored(database.File.LogicalName ?? database.Name);
        }
    }

    private static void RefuseBrokenChain(Database database, BackupHeader header)
    {
        var (family, branches, redo) = database.Read(image => (image.FamilyGuid, image.Branches.ToArray(), image.RedoLsn));
        switch (RestoreChain.Judge(family, branches, redo, header))
        {
            case RestoreVerdict.Apply:
                break;
            case RestoreVerdict.OtherDatabase:
                throw BackupErrors.OtherDatabase(database.Name);
            case RestoreVerdict.TooRecent:
                throw BackupErrors.TooRecent(header.FirstLsn, redo);
            case RestoreVerdict.TooEarly:
                throw BackupErrors.TooEarly(header.LastLsn, redo);
            case RestoreVerdict.OtherFork:
                throw BackupErrors.OtherFork(redo, branches.Last(branch => branch.IsRecoveryFork).Id, header.RecoveryForkId);
            case var verdict:
                throw new InvalidOperationException($"Unknown verdict {verdict}.");
        }
    }

    private static void RefuseRestoreInSession(Database database)
    {
        if (BackupRules.RestoreRefusal(database.Name, database.File.AvailabilityGroup, database.File.Mirroring?.Id is not null) is { } refusal)
        {
            throw refusal;
        }
    }

    private void RefuseOverwrite(Database existing, BackupHeader header, RestoreOptions options, BackupRun run)
    {
        RefuseRestoreInSession(existing);
        var (family, model, chain) = existing.Read(image => (image.FamilyGuid, image.RecoveryModel, image.LastLogBackupLsn));
        if (!options.Replace && family != header.FamilyGuid)
        {
            throw BackupErrors.OtherDatabase(existing.Name);
        }

        if (!options.Replace && existing.Status == DatabaseStatus.Online && model != RecoveryModel.Simple && chain is not null)
        {
            throw BackupErrors.TailNotBackedUp(existing.Name);
        }

        using (RestoreTurn(existing))
        {
            RefuseInUse(existing, run);
        }
    }

    private void RefuseInUse(Database database, BackupRun run)
    {
        var users = Sessions.All.Where(session => session.Uses(database.Name)).ToArray();
        if (run.Caller is { } caller && users.Contains(caller))
        {
            throw BackupErrors.InUseBySession(database.Name);
        }

        if (users.Length > 0)
        {
            throw BackupErrors.InUse();
        }
    }

    /// <summary>Where the files go: MOVE, else where the database's own files are, else where they were when the backup was taken.</summary>
    private (string Data, string Log) Destination(string name, Database? existing, BackupHeader header, RestoreOptions options)
    {
        var (data, log) = (header.LogicalName, header.LogFileName);
        if (options.Moves.Keys.FirstOrDefault(logical => !Same(logical, data) && !Same(logical, log)) is { } unknown)
        {
            throw BackupErrors.NotAFile(unknown, name);
        }

        var dataPath = Move(data) ?? existing?.File.DataPath ?? header.DataPath;
        var logPath = Move(log) ?? existing?.File.LogPath ?? header.LogPath;
        if (Same(dataPath, logPath))
        {
            throw BackupErrors.ClaimedTwice(log, logPath);
        }

        var taken = new[] { (Logical: data, Path: dataPath), (Logical: log, Path: logPath) }
            .Select(file => (file.Logical, file.Path, Owner: Databases.FirstOrDefault(other => other != existing && (Same(other.File.DataPath, file.Path)
                || Same(other.File.LogPath, file.Path)))?.Name))
            .Where(file => file.Owner is not null)
            .Select(file => (file.Logical, file.Path, file.Owner!))
            .ToArray();
        return taken.Length > 0 ? throw BackupErrors.FilesTaken(taken) : (dataPath, logPath);

        string? Move(string logical) => options.Moves.FirstOrDefault(move => Same(move.Key, logical)).Value;

        static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
    }

    private (BackupFile File, BackupSetEntry Set) Select(string file, int? position, bool checksum)
    {
        var source = OpenBackup(file, 2);
        var set = source.Sets.ElementAtOrDefault((position ?? 1) - 1) ?? throw BackupErrors.NoSuchSet(position ?? 1, file);
        if (!set.IsComplete)
        {
            throw BackupErrors.NotRolledUp(file);
        }

        if (set.Header.DatabaseVersion > BackupHeader.CurrentDatabaseVersion)
        {
            throw BackupErrors.LaterServer(set.Header.DatabaseVersion);
        }

        return checksum && !set.Header.HasBackupChecksums ? throw BackupErrors.NoChecksums() : (source, set);
    }

    private static DatabaseImage ReadImage(string name, string file, BackupFile source, BackupSetEntry set, BackupRun run) =>
        Reading(file, damage => BackupErrors.PageDamaged(name, damage), source, set, (content, stored) =>
        {
            run.Begin(set.Length);
            using var followed = new BufferedStream(new ProgressStream(content, () => run.Reach(stored.Stored)), PieceLength / 8);
            var image = DatabaseImage.Read(followed);
            return followed.ReadByte() < 0 ? image : throw new BackupFormatException(BackupFault.Damaged, "the set holds more than an image");
        });

    private static void ApplyLog(Database database, string file, BackupFile source, BackupSetEntry set, BackupRun run)
    {
        var applied = false;
        try
        {
            Reading(file, BackupErrors.SetDamaged, source, set, (content, stored) =>
            {
                run.Begin(set.Length);
                var reader = new LogSetReader(content);
                while (reader.ReadBatch() is { Count: > 0 } batch)
                {
                    WritingFiles(name: database.Name, () => database.Receive(batch));
                    applied = true;
                    run.Reach(stored.Stored);
                }

                return true;
            });
        }
        catch (SqlErrorException broken) when (applied)
        {
            throw new SqlErrorException([.. broken.Errors, BackupErrors.Halted(database.Name)]);
        }
    }

    /// <summary>3271 where the database's own files cannot be written, on a full disk say.</summary>
    private static void WritingFiles(string name, Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw BackupErrors.CannotWriteFile(name, DiskSpace.IsExhausted(e) ? DiskSpace.Message : e.Message);
        }
    }

    private static T Reading<T>(
        string file, Func<string, SqlErrorException> damaged, BackupFile source, BackupSetEntry set, Func<Stream, BackupSetStream, T> read)
    {
        try
        {
            using var content = source.OpenContent(set, out var stored);
            var result = read(content, stored);
            return stored.ReadByte() < 0 ? result : throw new BackupFormatException(BackupFault.Damaged, "the set holds more than its header says");
        }
        catch (Exception e) when (e is LogFormatException or InvalidDataException)
        {
            throw damaged(e.Message);
        }
        catch (BackupFormatException broken)
        {
            throw BackupErrors.Of(file, broken, damaged);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw BackupErrors.ReadFailed(file, e.Message);
        }
    }

    /// <summary>One RESTORE at a time works on a database.</summary>
    private static Turn RestoreTurn(Database database) => Turn.TryTake(database.RestoreTurn) ?? throw BackupErrors.InUse();

    private BackupResult FinishRestore(Database database, BackupHeader header, string file, RestoreOptions options, string statement, BackupRun run)
    {
        run.End();
        if (options.Restart)
        {
            run.Say?.Invoke(new(3018, 0, 1, "There is no restart-checkpoint file. The RESTORE went on as if RESTART had not been said."));
        }

        if (!options.NoRecovery)
        {
            database.Recover();
        }

        Remember(id => new(id, true, header, file, Time.GetUtcNow().UtcDateTime, database.Name, !options.NoRecovery, options.Replace, options.UserName)
        {
            Restart = options.Restart,
            DestinationFiles = header.IsLog ? [] : [database.File.DataPath, database.File.LogPath],
        });
        ErrorLog.Write(header.IsLog ? 18268 : 18267, 10, 1, $"{(header.IsLog ? "Log" : "Database")} was restored: Database: {database.Name}, first LSN: "
            + $"{header.FirstLsn}, last LSN: {header.LastLsn}, device: '{file}'. This is an informational message only.", "Backup");
        return new(header, Processed(header, database.Name, statement, run.Elapsed));
    }
}
