using System.IO.Compression;
using ChatDr.Simulator.Engine.Backups;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Engine.Sessions;
using ChatDr.Simulator.Engine.Storage;
using ChatDr.Simulator.Hosting;

namespace ChatDr.Simulator.Engine;

/// <summary>BACKUP. Content goes to the file as it is read, in pieces: a backup takes the memory of a few of them, however large it is.</summary>
internal sealed partial class Instance
{
    private const int PieceLength = 1 << 20;

    /// <summary>BACKUP DATABASE … TO DISK.</summary>
    /// <param name="name">The database.</param>
    /// <param name="file">Where to, as T-SQL names it.</param>
    /// <param name="options">How.</param>
    /// <param name="run">Progress, messages and cancellation; null for none.</param>
    /// <exception cref="SqlErrorException">Why not, followed by 3013. The error log gets 3041.</exception>
    public BackupResult BackupDatabase(string name, string file, BackupOptions options, BackupRun? run = null) => BackingUp("BACKUP DATABASE", name, () =>
    {
        run ??= new BackupRun(Time);
        var database = BackupSource(name, isLog: false, options);
        using var turn = Turn.Take(database.FullBackupTurn, run);
        var target = PrepareTarget(file, options);
        var (header, image, held) = database.BeginFullBackup(Template(database, options) with { IsCopyOnly = options.CopyOnly });
        try
        {
            run.Begin(image.RowCount);
            var rows = 0L;
            var written = Write(
                target, header, run, content => image.Write(content, () => run.Reach(++rows)), written => database.NoteFullBackup(written, held));
            return Finish(target, options, written, run);
        }
        finally
        {
            ReleaseUnlessNoted(database, held);
        }
    });

    /// <summary>BACKUP LOG … TO DISK. WITH NORECOVERY takes the tail and leaves the database RESTORING.</summary>
    /// <param name="name">The database.</param>
    /// <param name="file">Where to, as T-SQL names it.</param>
    /// <param name="options">How.</param>
    /// <param name="caller">The session that asks; a tail is refused while others are in the database (3101).</param>
    /// <param name="run">Progress, messages and cancellation; null for none.</param>
    /// <exception cref="SqlErrorException">4208, 4214, 3101, 1468, 3201, 3202 or why the database is not accessible, followed by 3013. The error log gets
    /// 3041.</exception>
    public BackupResult BackupLog(
        string name, string file, BackupOptions options, SessionInfo? caller = null, BackupRun? run = null) => BackingUp("BACKUP LOG", name, () =>
    {
        run ??= new BackupRun(Time);
        var database = BackupSource(name, isLog: true, options);
        using var turn = Turn.Take(database.LogBackupTurn, run);
        var target = PrepareTarget(file, options);
        return options.NoRecovery ? BackupTail(database, target, options, caller, run) : BackupLog(database, target, options, run);
    });

    private BackupResult BackupLog(Database database, BackupTarget target, BackupOptions options, BackupRun run)
    {
        var template = Template(database, options) with { IsLog = true, IsCopyOnly = options.CopyOnly || options.NoTruncate };
        var (header, bytes, held) = database.BeginLogBackup(template, options.Agreed);
        try
        {
            run.Begin(bytes);
            Action<BackupHeader>? note = header.IsCopyOnly || options.Agreed is not null ? null : written => database.NoteLogBackup(written.LastLsn, held);
            var written = Write(target, header, run, content => CopyLog(database, header, content, run), note);
            return Finish(target, options, written, run);
        }
        finally
        {
            ReleaseUnlessNoted(database, held);
        }
    }

    private BackupResult BackupTail(Database database, BackupTarget target, BackupOptions options, SessionInfo? caller, BackupRun run)
    {
        database.Release(database.BeginLogBackup(Template(database, options)).Held);
        if (OthersIn(database, caller).Any() || !database.TryBeginRestoring())
        {
            throw BackupErrors.InUse();
        }

        try
        {
            var template = Template(database, options) with { IsLog = true, IsTail = true, IsCopyOnly = options.CopyOnly };
            var (header, bytes, held) = database.BeginLogBackup(template);
            run.Begin(bytes);
            var written = Write(target, header, run, content => CopyLog(database, header, content, run), null, database.KeepFile);
            database.Release(held);
            Sessions.Disconnect(database.Name, caller);
            return Finish(target, options, written, run);
        }
        catch (Exception e) when (e is SqlErrorException or OperationCanceledException)
        {
            database.EndRestoring();
            throw;
        }
    }

    private Database BackupSource(string name, bool isLog, BackupOptions options)
    {
        RefuseSystemDatabase(name, isLog);
        var database = GetDatabase(name);
        if (BackupRules.Refusal(database.Role, database.File is { AvailabilityGroup: not null } or { Mirroring.Id: not null }, isLog, options) is { } refusal)
        {
            throw refusal;
        }

        var isOpenToIt = database.Role != DatabaseRole.Secondary || (isLog && options.Agreed is null) || database.File.Mirroring is not null;
        if (isOpenToIt && !(isLog && (options.NoTruncate || options.ContinueAfterError) && database.IsTailWithinReach))
        {
            database.EnsureAccessible();
        }

        return database;
    }

    private static void RefuseSystemDatabase(string name, bool isLog)
    {
        if (string.Equals(name, "tempdb", StringComparison.OrdinalIgnoreCase))
        {
            throw BackupErrors.Tempdb();
        }

        if (isLog && string.Equals(name, "master", StringComparison.OrdinalIgnoreCase))
        {
            throw BackupErrors.MasterLog();
        }

        if (SystemDatabases.ContainsKey(name))
        {
            throw new SqlErrorException(40510, 16, 1, $"Statement 'BACKUP or RESTORE of {name}' is not supported by this simulator of SQL Server.");
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
        LogicalName = database.File.DataFileName,
        OwnLogName = database.File.Log.Name,
        DatabaseCreated = database.File.Created,
        DataPath = database.File.DataPath,
        LogPath = database.File.LogPath,
        FirstLsn = default,
        LastLsn = default,
        CheckpointLsn = default,
        Expires = options.Expires,
        Started = Time.GetUtcNow().UtcDateTime,
        FamilyGuid = default,
        DatabaseGuid = database.File.DatabaseGuid,
        Branches = [],
        HasBackupChecksums = options.Checksum,
        IsCompressed = options.Compression,
    };

    /// <summary>What may be done with the target, before anything is written: whether it can be read and appended to, or may be overwritten.</summary>
    private BackupTarget PrepareTarget(string file, BackupOptions options)
    {
        var path = HostPath(file);
        var fresh = new MediaHeader
        {
            MediaSetId = Guid.NewGuid(),
            MediaFamilyId = Guid.NewGuid(),
            Name = options.MediaName,
            Description = options.MediaDescription,
            Written = Time.GetUtcNow().UtcDateTime,
            IsCompressed = options.Compression,
        };
        if (options.Format || !File.Exists(path) || new FileInfo(path).Length == 0)
        {
            return new(file, path, fresh, false, 1);
        }

        var existing = OpenBackup(file, options.Overwrite ? (byte)1 : (byte)2);
        if (options.MediaName is { } wanted && !options.Skip && !string.Equals(wanted, existing.Media.Name, StringComparison.OrdinalIgnoreCase))
        {
            throw BackupErrors.OtherMedia(wanted, existing.Media.Name ?? "", file);
        }

        if (!options.Overwrite)
        {
            return existing.HasBadEnd ? throw BackupErrors.BadEnd(file) : new(file, path, existing.Media, true, existing.Sets.Count + 1);
        }

        return !options.Skip && existing.Sets.Select(set => set.Header.Expires).FirstOrDefault(expires => expires > Time.GetUtcNow().UtcDateTime) is { } until
            ? throw BackupErrors.NotExpired(file, until)
            : new(file, path, existing.Media, false, 1);
    }

    /// <summary>
    /// Writes a set. What has to be so before it is a backup, and what has to follow on it, belongs to it: when that fails, the set is taken back.
    /// </summary>
    private BackupHeader Write(
        BackupTarget target, BackupHeader header, BackupRun run, Action<Stream> writeContent, Action<BackupHeader>? note, Action? beforeComplete = null)
    {
        using var writer = OpenTarget(target, header, run);
        try
        {
            writer.Begin();
            var size = header.IsCompressed ? WriteCompressed(writer.Content, writeContent) : WritePlain(writer.Content, writeContent);
            run.End();
            beforeComplete?.Invoke();
            var finished = header with { Position = target.Position, BackupSize = size, Finished = Time.GetUtcNow().UtcDateTime };
            var written = writer.Complete(stored => finished with { CompressedBackupSize = stored }, Options.FlushToDisk);
            note?.Invoke(written);
            return written;
        }
        catch (SqlErrorException)
        {
            writer.Revoke();
            throw;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            writer.Revoke();
            throw BackupErrors.WriteFailed(target.File, DiskSpace.IsExhausted(e) ? DiskSpace.Message : e.Message);
        }
    }

    private BackupFileWriter OpenTarget(BackupTarget target, BackupHeader header, BackupRun run)
    {
        try
        {
            return BackupFileWriter.Open(target.Path, target.Media, header with { Position = target.Position }, target.Appends, () => BeforeWrite(run));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw BackupErrors.CannotOpen(target.File, 1, e);
        }
    }

    /// <summary>Backups run on a thread of their own, which may wait.</summary>
    private void BeforeWrite(BackupRun run) => Options.Faults.BeforeBackupWriteAsync(Time, run.Attention).AsTask().GetAwaiter().GetResult();

    private static long WritePlain(BackupContentStream content, Action<Stream> write)
    {
        write(content);
        return content.Stored;
    }

    private static long WriteCompressed(BackupContentStream content, Action<Stream> write)
    {
        using var deflate = new DeflateStream(content, CompressionLevel.Fastest, leaveOpen: true);
        var counted = new ChecksumStream(deflate);
        using var buffered = new BufferedStream(counted, PieceLength / 8);
        write(buffered);
        buffered.Flush();
        return counted.Count;
    }

    private static void CopyLog(Database database, BackupHeader header, Stream content, BackupRun run)
    {
        var buffer = new byte[PieceLength];
        var copied = 0L;
        try
        {
            for (var (at, length) = (header.FirstLsn, 1); length > 0; copied += length)
            {
                length = database.CopyLog(at, header.LastLsn, ref buffer, out at);
                content.Write(buffer, 0, length);
                run.Reach(copied + length);
            }
        }
        catch (LogFormatException damaged)
        {
            throw BackupErrors.LogDamaged(damaged.Message);
        }
    }

    private BackupResult Finish(BackupTarget target, BackupOptions options, BackupHeader header, BackupRun run)
    {
        Remember(id => new(id, false, header, target.File, Time.GetUtcNow().UtcDateTime, header.DatabaseName, false, false, options.UserName)
        {
            Media = target.Media,
            BlockSize = options.BlockSize ?? DefaultBlockSize,
        });
        var (number, what) = header.IsLog ? (18265, "Log was backed up") : (18264, "Database backed up");
        ErrorLog.Write(number, 10, 1, $"{what}. Database: {header.DatabaseName}, first LSN: {header.FirstLsn}, last LSN: {header.LastLsn}, device: "
            + $"'{target.File}'. This is an informational message only.", "Backup");
        return new(header, Processed(header, header.DatabaseName, header.IsLog ? "BACKUP LOG" : "BACKUP DATABASE", run.Elapsed));
    }

    private const int DefaultBlockSize = 4096;

    /// <summary>A row in msdb. Without it the backup or restore is still done: 3009 goes to the error log.</summary>
    private void Remember(Func<int, HistoryEntry> make)
    {
        try
        {
            History.Add(make);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            ErrorLog.Write(3009, 16, 1, $"The history of a backup or restore could not be written to msdb; the operation itself was successful. {e.Message}",
                "Backup");
        }
    }

    /// <summary>4035 for each file, then 3014.</summary>
    private static IReadOnlyList<SqlError> Processed(BackupHeader header, string database, string statement, TimeSpan elapsed)
    {
        var seconds = Math.Max(0.001, elapsed.TotalSeconds);
        var rate = header.BackupSize / seconds / (1 << 20);
        var total = Successful(statement, header.Pages, seconds, rate);
        SqlError File(string logical, long pages) => new(4035, 0, 1,
            FormattableString.Invariant($"Processed {pages} pages for database '{database}', file '{logical}' on file {header.Position}."));
        IReadOnlyList<SqlError> damage = header.IsDamaged
            ? [new(3042, 0, 1, "A backup of the damaged database was made. The error log says what is damaged.")]
            : [];
        return header.IsLog
            ? [File(header.LogFileName, header.Pages), .. damage, total]
            : [File(header.LogicalName, header.Pages), File(header.LogFileName, 0), total];
    }

    private static SqlError Successful(string statement, long pages, double seconds, double rate) =>
        new(3014, 0, 1, FormattableString.Invariant($"{statement} successfully processed {pages} pages in {seconds:F3} seconds ({rate:F3} MB/sec)."));

    private static void ReleaseUnlessNoted(Database database, HeldLog held)
    {
        if (held.ReleasedAt is null)
        {
            database.Release(held);
        }
    }

    private BackupFile OpenBackup(string file, byte state)
    {
        try
        {
            return BackupFile.Open(HostPath(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw BackupErrors.CannotOpen(file, state, e);
        }
        catch (BackupFormatException broken)
        {
            throw BackupErrors.Of(file, broken, BackupErrors.SetDamaged);
        }
    }

    /// <summary>A refused or failed backup ends with 3013, and with 3041 in the error log.</summary>
    private BackupResult BackingUp(string statement, string database, Func<BackupResult> backup)
    {
        try
        {
            return Terminating(BackupErrors.Terminating(statement), backup);
        }
        catch (Exception e) when (e is SqlErrorException or OperationCanceledException or ObjectDisposedException)
        {
            ErrorLog.Write(3041, 16, 1, $"BACKUP failed to complete the command {statement} {database}. Check the backup application log for detailed "
                + "messages.", "Backup");
            throw;
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
    private string HostPath(string file) =>
        Path.IsPathRooted(file) ? Options.MapPath(file) : Path.Combine(Options.BackupDirectory ?? Options.DataDirectory, file);

    /// <summary>Backups of one kind of one database come one after the other; one that waits can be cancelled.</summary>
    private sealed class Turn : IDisposable
    {
        private readonly SemaphoreSlim _turn;

        private Turn(SemaphoreSlim turn) => _turn = turn;

        public static Turn Take(SemaphoreSlim turn, BackupRun run)
        {
            turn.Wait(run.Attention);
            return new(turn);
        }

        public static Turn? TryTake(SemaphoreSlim turn) => turn.Wait(0) ? new(turn) : null;

        public void Dispose() => _turn.Release();
    }
}
