using ChatDr.Simulator.Engine.Backups;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Engine.Sessions;
using ChatDr.Simulator.Engine.Storage;

namespace ChatDr.Simulator.Engine;

/// <summary>BACKUP.</summary>
internal sealed partial class Instance
{
    private static readonly SqlError BackupTerminated = new(3013, 16, 1, "BACKUP is terminating abnormally.");

    /// <summary>BACKUP DATABASE … TO DISK.</summary>
    /// <exception cref="SqlErrorException">Why not, followed by 3013.</exception>
    public BackupResult BackupDatabase(string name, string file, BackupOptions options) => Terminating(BackupTerminated, () =>
    {
        var database = GetDatabase(name);
        database.EnsureAccessible();
        RefuseUnreadableTarget(file, options);
        var set = database.TakeFull(Template(database, options) with { IsLog = false, IsCopyOnly = options.CopyOnly });
        return Finish(file, options, set, $"BACKUP DATABASE successfully processed {set.Content.Length} bytes.");
    });

    /// <summary>BACKUP LOG … TO DISK. WITH NORECOVERY takes the tail and leaves the database RESTORING.</summary>
    /// <param name="name">The database.</param>
    /// <param name="file">Where to, as T-SQL names it.</param>
    /// <param name="options">How.</param>
    /// <param name="caller">The session that asks; the others in the database are disconnected by a tail.</param>
    /// <exception cref="SqlErrorException">4208, 4214, 3101, 1468, 3201, 3202 or why the database is not accessible, followed by 3013.</exception>
    public BackupResult BackupLog(string name, string file, BackupOptions options, SessionInfo? caller = null) => Terminating(BackupTerminated, () =>
    {
        var database = GetDatabase(name);
        database.EnsureAccessible();
        RefuseUnreadableTarget(file, options);
        if (options.NoRecovery)
        {
            return BackupTail(database, file, options, caller);
        }

        var copyOnly = options.CopyOnly || options.NoTruncate;
        var set = database.TakeLog(Template(database, options) with { IsLog = true, IsCopyOnly = copyOnly });
        var result = Finish(file, options, set, $"BACKUP LOG successfully processed {set.Content.Length} bytes.");
        if (!copyOnly)
        {
            database.NoteLogBackup(set.Header.LastLsn);
        }

        return result;
    });

    private BackupResult BackupTail(Database database, string file, BackupOptions options, SessionInfo? caller)
    {
        RefuseInGroup(database, "BACKUP LOG WITH NORECOVERY");
        _ = database.TakeLog(Template(database, options) with { IsLog = true });
        if (!database.TryBeginRestoring())
        {
            throw new SqlErrorException(3101, 16, 1, "Exclusive access could not be obtained because the database is in use.");
        }

        try
        {
            var set = database.TakeLog(Template(database, options) with { IsLog = true, IsTail = true, IsCopyOnly = options.CopyOnly });
            var result = Finish(file, options, set, $"BACKUP LOG successfully processed {set.Content.Length} bytes.");
            Sessions.Disconnect(database.Name, caller);
            return result;
        }
        catch (SqlErrorException)
        {
            database.ChangeFile(kept => kept with { Status = DatabaseStatus.Online });
            throw;
        }
    }

    private BackupHeader Template(Database database, BackupOptions options) => new()
    {
        BackupSetGuid = Guid.NewGuid(),
        Name = options.Name,
        Description = options.Description,
        IsLog = false,
        UserName = options.UserName,
        ServerName = ServerName,
        DatabaseName = database.Name,
        DatabaseCreated = database.File.Created,
        DataPath = database.File.DataPath,
        LogPath = database.File.LogPath,
        FirstLsn = default,
        LastLsn = default,
        CheckpointLsn = default,
        Started = Time.GetUtcNow().UtcDateTime,
        Finished = Time.GetUtcNow().UtcDateTime,
        FamilyGuid = default,
        DatabaseGuid = database.File.DatabaseGuid,
        Branches = [],
        HasBackupChecksums = options.Checksum,
        IsCompressed = options.Compression,
    };

    private BackupResult Finish(string file, BackupOptions options, BackupSet set, string message)
    {
        var path = HostPath(file);
        try
        {
            var kept = !options.Overwrite && File.Exists(path) ? File.ReadAllBytes(path) : [];
            AtomicFile.Write(path, [.. kept, .. set.Encode()], Options.FlushToDisk);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SqlErrorException(3201, 16, 1, $"Cannot open backup device '{file}'. {e.Message}");
        }

        History.Add(id => new(id, false, set.Header, file, Time.GetUtcNow().UtcDateTime, set.Header.DatabaseName, false, false, options.UserName));
        return new(set.Header, [new(3014, 0, 1, message)]);
    }

    private void RefuseUnreadableTarget(string file, BackupOptions options)
    {
        if (!options.Overwrite && File.Exists(HostPath(file)))
        {
            ReadSets(file);
        }
    }

    private IReadOnlyList<BackupSet> ReadSets(string file)
    {
        try
        {
            return BackupSet.ReadAll(File.ReadAllBytes(HostPath(file)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SqlErrorException(3201, 16, 2, $"Cannot open backup device '{file}'. {e.Message}");
        }
        catch (LogFormatException e)
        {
            throw new SqlErrorException(3241, 16, 0, $"The media family on device '{file}' is incorrectly formed. The simulator cannot process it: {e.Message}");
        }
    }

    private static T Terminating<T>(SqlError terminated, Func<T> statement)
    {
        try
        {
            return statement();
        }
        catch (SqlErrorException e) when (e.Errors[^1].Number != terminated.Number)
        {
            throw new SqlErrorException([.. e.Errors, terminated]);
        }
    }

    /// <summary>Where a backup lies on the host. A name without a folder means the instance's default backup folder, by default its data folder.</summary>
    private string HostPath(string file) => Path.IsPathRooted(file) ? Options.MapPath(file) : Path.Combine(Options.BackupDirectory ?? Options.DataDirectory, file);
}
