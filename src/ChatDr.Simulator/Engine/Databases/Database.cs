using ChatDr.Simulator.Engine.Storage;
using ChatDr.Simulator.Hosting;

namespace ChatDr.Simulator.Engine.Databases;

/// <summary>
/// One copy of a database: a checkpoint image and a log in a folder, and the image's tables in memory. One lock guards it; nothing waits while holding it.
/// Commits are applied in log order, as far as the commit point: the log's end, or what every synchronous secondary has hardened.
/// </summary>
internal sealed partial class Database : IDisposable
{
    private readonly Lock _gate = new();
    private readonly DatabaseFolder _folder;
    private readonly DatabaseEnvironment _environment;
    private LogFile _log;
    private DatabaseImage _image;
    private DatabaseFile _file;
    private DatabaseDamage? _damage;
    private volatile bool _isClosed;
    private bool _isDescribed = true;

    private Database(DatabaseFolder folder, DatabaseEnvironment environment, DatabaseFile file, DatabaseRecovery recovered)
    {
        (_folder, _environment, _file) = (folder, environment, file);
        (_image, _checkpoint, _log, _damage) = recovered;
        _imageAtLogLength = _log.Length;
        Role = file.AvailabilityGroup is null && file.Mirroring?.Id is null ? DatabaseRole.Standalone : DatabaseRole.Resolving;
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

    /// <summary>sys.databases.state. A copy in a group whose role is resolving shows RECOVERY_PENDING, a mirrored one without quorum RECOVERING.</summary>
    public DatabaseStatus Status => _file.Status is DatabaseStatus.Offline or DatabaseStatus.Restoring ? _file.Status
        : _damage is { } damage ? damage.Status
        : _file.Status is DatabaseStatus.Online && Role == DatabaseRole.Resolving
            ? _file.Mirroring is null ? DatabaseStatus.RecoveryPending : DatabaseStatus.Recovering
        : _file.Status;

    /// <summary>Why it is SUSPECT or RECOVERY_PENDING; null when its files are sound.</summary>
    public DatabaseDamage? Damage => _damage;

    /// <summary>Whether it is damaged and its log can be read at least: BACKUP LOG … WITH NO_TRUNCATE takes its tail (docs/sql-server-facts.md C4).</summary>
    public bool IsTailWithinReach => _damage is not null && _file.Status is not DatabaseStatus.Offline && Locked(() => _log.IsReadable);

    /// <summary>The recovery model.</summary>
    public RecoveryModel RecoveryModel => Read(image => image.RecoveryModel);

    /// <summary>The options of ALTER DATABASE … SET.</summary>
    public DatabaseOptions Options => Read(image => image.Options);

    /// <summary>Where the next log record goes.</summary>
    public Lsn EndOfLog => Locked(() => _log.End);

    /// <summary>Up to where commits are applied and acknowledged.</summary>
    public Lsn RedoLsn => Read(image => image.RedoLsn);

    /// <summary>Transactions that have changes and have not ended.</summary>
    public int ActiveTransactions => Locked(() => _active.Count);

    /// <summary>Makes a new, empty database, online.</summary>
    internal static Database Create(DatabaseFolder folder, DatabaseEnvironment environment, DatabaseFile file, RecoveryModel model)
    {
        var now = environment.Time.GetUtcNow().UtcDateTime;
        var database = Make(folder, environment, file, new DatabaseImage { RedoLsn = Lsn.First, FamilyGuid = Guid.NewGuid(), Created = now });
        lock (database._gate)
        {
            database.AppendLocked(new BranchEntry(new Branch(Guid.NewGuid(), Lsn.First, true)));
            var owner = new DatabaseUser { Name = "dbo", PrincipalId = 1, Sid = "01", Roles = ["db_owner"] };
            database.AppendLocked(new TransactionEntry(now, [new SetRecovery(model), new PutUser(owner)]));
            database.AdvanceLocked();
            database.SaveFileLocked(file);
        }

        return database;
    }

    /// <summary>Makes a copy from an image: restored or seeded.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="environment">What is around it.</param>
    /// <param name="file">What is kept beside the log.</param>
    /// <param name="image">The image.</param>
    /// <param name="log">The log that its next log backup needs (<see cref="TakeSeed"/>); null for none.</param>
    /// <exception cref="LogFormatException">That log is damaged, or does not lead up to the image.</exception>
    internal static Database CreateFromImage(
        DatabaseFolder folder, DatabaseEnvironment environment, DatabaseFile file, DatabaseImage image, Stream? log = null)
    {
        var database = Make(folder, environment, file, image, log);
        lock (database._gate)
        {
            database.SaveFileLocked(file);
        }

        return database;
    }

    /// <summary>
    /// Opens a copy and redoes its log: crash recovery. A copy that is damaged opens as well: it can be dropped, restored over, and its tail backed up.
    /// </summary>
    /// <exception cref="LogFormatException">Not even what the database is called can be read.</exception>
    internal static Database Open(DatabaseFolder folder, DatabaseEnvironment environment)
    {
        folder.Sweep();
        var (file, damage) = folder.ReadFile();
        var recovered = DatabaseRecovery.Run(folder, file.Name);
        var database = new Database(folder, environment, file, recovered with { Damage = damage ?? recovered.Damage }) { _isDescribed = damage is null };
        database.Recovered();
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
    public SqlError? AccessError() => MirroringError() ?? (Status, Role) switch
    {
        (DatabaseStatus.Suspect, _) => new(
            926, 14, 1, $"Database '{Name}' cannot be opened: recovery found it damaged and marked it SUSPECT. The error log says more."),
        (DatabaseStatus.RecoveryPending, _) when _damage is not null =>
            new(945, 14, 2, $"Database '{Name}' cannot be opened because its files or the space for them cannot be had. The error log says more."),
        (DatabaseStatus.Restoring, _) => new(927, 14, 2, $"Database '{Name}' cannot be opened. It is in the middle of a restore."),
        (DatabaseStatus.Offline, _) => new(942, 14, 4, $"Database '{Name}' cannot be opened because it is offline."),
        (_, DatabaseRole.Resolving) => new(983, 14, 1,
            $"Unable to access availability database '{Name}' because the local replica is in neither the PRIMARY nor the SECONDARY role. Try again later."),
        (_, DatabaseRole.Secondary) => new(976, 14, 1,
            $"The database '{Name}' takes part in an availability group and is not accessible for queries here: this replica is a secondary that does not "
                + "allow read access."),
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
    /// <exception cref="SqlErrorException">1105: it cannot be written. 926: what it was could not be read, so that nothing may take its place.</exception>
    internal void ChangeFile(Func<DatabaseFile, DatabaseFile> change) => ChangeFile(change, null);

    /// <summary>Changes what is kept beside the log, and takes a role with it: nobody finds the one without the other.</summary>
    /// <param name="change">The change.</param>
    /// <param name="role">The role; null for the one that it has.</param>
    /// <exception cref="SqlErrorException">As <see cref="ChangeFile(Func{DatabaseFile, DatabaseFile})"/>.</exception>
    internal void ChangeFile(Func<DatabaseFile, DatabaseFile> change, DatabaseRole? role)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            if (!_isDescribed)
            {
                EnsureAccessible();
            }

            ReplaceFileLocked(change(_file));
            if (role is { } taken && taken != Role)
            {
                TakeRoleLocked(taken);
            }
        }
    }

    /// <summary>Opens the files again and recovers: ALTER DATABASE … SET ONLINE.</summary>
    internal void Reopen()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            FailWaitersLocked();
            _log.Dispose();
            (_image, _checkpoint, _log, _damage) = DatabaseRecovery.Run(_folder, Name);
            (_imageAtLogLength, _setBacks) = (_log.Length, _setBacks + 1);
            Recovered();
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

        lock (_staging)
        {
            // What is being staged sees that the database is closed, and is gone when this returns.
        }
    }

    /// <summary>Deletes the copy. What cannot be deleted once it is no database any more is told, and cleared away at the next start.</summary>
    /// <exception cref="IOException">Nothing was deleted.</exception>
    internal void Delete()
    {
        _folder.Condemn();
        Dispose();
        try
        {
            _folder.Delete();
        }
        catch (IOException e)
        {
            _environment.ErrorLog.Write($"The files of database '{Name}' in '{_folder.FullPath}' could not be deleted: {e.Message}");
        }
    }

    private static Database Make(DatabaseFolder folder, DatabaseEnvironment environment, DatabaseFile file, DatabaseImage image, Stream? log = null)
    {
        folder.Create();
        folder.WriteImage(image);
        return new(folder, environment, file, new(image, image.RedoLsn, log is null ? folder.CreateLog(image) : folder.CreateLog(image, log), null));
    }

    /// <summary>A recovery of a restored copy that a crash interrupted is done again; damage is told.</summary>
    private void Recovered()
    {
        if (_file.IsRestoreIncomplete)
        {
            return;
        }

        if (_damage is { } damage)
        {
            foreach (var error in damage.Errors)
            {
                _environment.ErrorLog.Write(error.Number, error.Severity, error.State, error.Message);
            }

            const string advice = "Find out what is wrong and repair it, or restore the database from a backup.";
            _environment.ErrorLog.Write(
                3414, 21, 1, $"An error occurred during recovery, preventing the database '{Name}' (database ID {Id}) from restarting. {advice}");
        }
        else if (_file.Status is DatabaseStatus.Recovering)
        {
            Recover();
        }
    }

    private T Locked<T>(Func<T> look)
    {
        lock (_gate)
        {
            return look();
        }
    }

    private void ReplaceFileLocked(DatabaseFile file)
    {
        try
        {
            SaveFileLocked(file);
        }
        catch (IOException e)
        {
            var reason = DiskSpace.IsExhausted(e) ? DiskSpace.Message : e.Message;
            throw new SqlErrorException(1105, 17, 2, $"No space could be had in database '{Name}' for what describes it: {reason}");
        }
    }

    private void SaveFileLocked(DatabaseFile file)
    {
        _folder.WriteFile(file);
        _file = file;
    }
}
