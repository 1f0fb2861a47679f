using ChatDr.Simulator.Engine.Storage;

namespace ChatDr.Simulator.Engine.Databases;

/// <summary>
/// One copy of a database: a checkpoint image and a log in a folder, and the image's tables in memory. One lock guards it; nothing waits while holding it.
/// Commits are applied in log order, as far as the commit point: the log's end, or what every synchronous secondary has hardened.
/// </summary>
internal sealed partial class Database : IDisposable
{
    private const long CheckpointAfterBytes = 16 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly string _folder;
    private readonly bool _flushToDisk;
    private readonly TimeProvider _time;
    private readonly LogFile _log;
    private DatabaseImage _image;
    private DatabaseFile _file;
    private long _imageAtLogLength;
    private bool _isClosed;

    private Database(string folder, bool flushToDisk, TimeProvider time, DatabaseFile file, DatabaseImage image, LogFile log)
    {
        (_folder, _flushToDisk, _time, _file, _image, _log) = (folder, flushToDisk, time, file, image, log);
        _imageAtLogLength = log.Length;
        Role = file.AvailabilityGroup is null ? DatabaseRole.Standalone : DatabaseRole.Resolving;
    }

    /// <summary>Raised, outside the lock, after the log has grown or the commit point has moved.</summary>
    internal event Action? LogGrown;

    /// <summary>What is kept beside the log.</summary>
    public DatabaseFile File => _file;

    /// <summary>Its name.</summary>
    public string Name => _file.Name;

    /// <summary>database_id.</summary>
    public int Id => _file.Id;

    /// <summary>Its part in an availability group.</summary>
    public DatabaseRole Role { get; private set; }

    /// <summary>sys.databases.state. A copy in a group whose role is resolving shows RECOVERY_PENDING.</summary>
    public DatabaseStatus Status => _file.Status == DatabaseStatus.Online && Role == DatabaseRole.Resolving ? DatabaseStatus.RecoveryPending : _file.Status;

    /// <summary>The recovery model.</summary>
    public RecoveryModel RecoveryModel => Read(image => image.RecoveryModel);

    /// <summary>Where the next log record goes.</summary>
    public Lsn EndOfLog => Locked(() => _log.End);

    /// <summary>Up to where commits are applied and acknowledged.</summary>
    public Lsn RedoLsn => Read(image => image.RedoLsn);

    /// <summary>Transactions that have changes and have not ended.</summary>
    public int ActiveTransactions => Locked(() => _active.Count);

    /// <summary>Makes a new, empty database, online.</summary>
    internal static Database Create(string folder, DatabaseFile file, RecoveryModel model, bool flushToDisk, TimeProvider time)
    {
        var now = time.GetUtcNow().UtcDateTime;
        Directory.CreateDirectory(folder);
        var image = new DatabaseImage { RedoLsn = Lsn.First, FamilyGuid = Guid.NewGuid(), Created = now };
        ImageFile.Write(Path.Combine(folder, "image"), image.Snapshot(), flushToDisk);
        var database = new Database(folder, flushToDisk, time, file, image, LogFile.Create(Path.Combine(folder, "log"), Lsn.First, flushToDisk));
        database.AppendLocked(new BranchEntry(new Branch(Guid.NewGuid(), Lsn.First, true)));
        database.AppendLocked(new TransactionEntry(now, [new SetRecovery(model), new PutUser(new DatabaseUser { Name = "dbo", PrincipalId = 1, Sid = "01", Roles = ["db_owner"] })]));
        database.AdvanceLocked();
        database.SaveFileLocked(file);
        return database;
    }

    /// <summary>Makes a copy from an image: restored or seeded.</summary>
    internal static Database CreateFromImage(string folder, DatabaseFile file, DatabaseImage image, bool flushToDisk, TimeProvider time)
    {
        Directory.CreateDirectory(folder);
        ImageFile.Write(Path.Combine(folder, "image"), image.Snapshot(), flushToDisk);
        var database = new Database(folder, flushToDisk, time, file, image, LogFile.Create(Path.Combine(folder, "log"), image.RedoLsn, flushToDisk));
        database.SaveFileLocked(file);
        return database;
    }

    /// <summary>Opens a copy and redoes its log: crash recovery.</summary>
    /// <exception cref="LogFormatException">Its files are damaged.</exception>
    internal static Database Open(string folder, bool flushToDisk, TimeProvider time)
    {
        var file = DatabaseFile.Read(Path.Combine(folder, "database.json"));
        var image = ImageFile.Read(Path.Combine(folder, "image"));
        var log = LogFile.Open(Path.Combine(folder, "log"), flushToDisk);
        var database = new Database(folder, flushToDisk, time, file, image, log);
        database.RedoAllLocked();
        if (file.Status == DatabaseStatus.Recovering)
        {
            database.Recover();
        }

        return database;
    }

    /// <summary>Throws what a session meets that wants to use the database.</summary>
    /// <exception cref="SqlErrorException">927, 942, 926, 976 or 983 (docs/sql-server-facts.md B6).</exception>
    public void EnsureAccessible()
    {
        if (AccessError() is { } error)
        {
            throw new SqlErrorException([error]);
        }
    }

    /// <summary>Why the database cannot be used; null if it can.</summary>
    public SqlError? AccessError() => (_file.Status, Role) switch
    {
        (DatabaseStatus.Restoring, _) => new(927, 14, 2, $"Database '{Name}' cannot be opened. It is in the middle of a restore."),
        (DatabaseStatus.Offline, _) => new(942, 14, 4, $"Database '{Name}' cannot be opened because it is offline."),
        (DatabaseStatus.Suspect, _) => new(926, 14, 1, $"Database '{Name}' cannot be opened. Its files are damaged."),
        (_, DatabaseRole.Resolving) => new(983, 14, 1, $"Unable to access availability database '{Name}' because the local replica is in neither the PRIMARY nor the SECONDARY role. Try again later."),
        (_, DatabaseRole.Secondary) => new(976, 14, 1, $"The database '{Name}' takes part in an availability group and is not accessible for queries here: this replica is a secondary that does not allow read access."),
        _ => null,
    };

    /// <summary>A consistent look at the image; do not keep it.</summary>
    internal T Read<T>(Func<DatabaseImage, T> look)
    {
        lock (_gate)
        {
            return look(_image);
        }
    }

    /// <summary>Changes what is kept beside the log, durably.</summary>
    internal void ChangeFile(Func<DatabaseFile, DatabaseFile> change)
    {
        lock (_gate)
        {
            SaveFileLocked(change(_file));
        }
    }

    /// <summary>Closes the files without writing anything, as a crash would.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isClosed = true;
            _log.Dispose();
            FailWaitersLocked();
        }
    }

    /// <summary>Deletes the copy.</summary>
    internal void Delete()
    {
        Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private T Locked<T>(Func<T> look)
    {
        lock (_gate)
        {
            return look();
        }
    }

    private void SaveFileLocked(DatabaseFile file)
    {
        file.Write(Path.Combine(_folder, "database.json"), _flushToDisk);
        _file = file;
    }

    private LogRecord AppendLocked(LogEntry entry)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        return _log.Append(LogEntryCodec.Encode(entry));
    }

    private void RedoAllLocked() => RedoLocked(_log.End);

    private void RedoLocked(Lsn end)
    {
        while (_image.RedoLsn < end)
        {
            foreach (var record in _log.Read(_image.RedoLsn, end, 1 << 20))
            {
                _image.Apply(record);
            }
        }
    }

    private void CheckpointIfLongLocked()
    {
        if (_log.Length - _imageAtLogLength > CheckpointAfterBytes)
        {
            CheckpointLocked();
        }
    }

    private void CheckpointLocked()
    {
        ImageFile.Write(Path.Combine(_folder, "image"), _image.Snapshot(), _flushToDisk);
        _log.DiscardBefore(KeepFromLocked());
        _imageAtLogLength = _log.Length;
    }

    /// <summary>From where the log is needed: by redo, by the next log backup, and by backups that run. A copy that is being restored needs no more than redo does.</summary>
    private Lsn KeepFromLocked()
    {
        var redo = _image.RedoLsn;
        _held.RemoveAll(held => held.ReleasedAt <= redo);
        var backup = _image.RecoveryModel == RecoveryModel.Simple || _file.Status == DatabaseStatus.Restoring ? null : _image.LastLogBackupLsn;
        return _held.Aggregate(Lsn.Min(redo, backup ?? redo), (keep, held) => Lsn.Min(keep, held.From));
    }
}
