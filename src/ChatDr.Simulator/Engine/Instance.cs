using System.Text.Json;
using ChatDr.Simulator.Engine.Availability;
using ChatDr.Simulator.Engine.Backups;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Engine.Diagnostics;
using ChatDr.Simulator.Engine.LogShipping;
using ChatDr.Simulator.Engine.Mirroring;
using ChatDr.Simulator.Engine.Sessions;
using ChatDr.Simulator.Engine.Storage;
using ChatDr.Simulator.Hosting;
using Microsoft.Extensions.Logging;

namespace ChatDr.Simulator.Engine;

/// <summary>A SQL Server instance without its front: databases, security, backup history and availability groups. Used by many sessions at once.</summary>
internal sealed partial class Instance : IAsyncDisposable
{
    /// <summary>The databases that exist by name only, with their database_id.</summary>
    public static readonly IReadOnlyDictionary<string, int> SystemDatabases =
        new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase) { ["master"] = 1, ["tempdb"] = 2, ["model"] = 3, ["msdb"] = 4 };

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Database> _databases = new(StringComparer.OrdinalIgnoreCase);
    private readonly DatabaseEnvironment _environment;
    private InstanceFile _file;

    private Instance(InstanceOptions options, TimeProvider time, ILogger logger, InstanceFile file)
    {
        (Options, Time, _logger, _file) = (options, time, logger, file);
        StartTime = time.GetUtcNow().UtcDateTime;
        Sessions = new SessionRegistry(time);
        ErrorLog = new ErrorLog(options.LogDirectory ?? Path.Combine(options.DataDirectory, "log"), time, logger);
        History = new BackupHistory(Path.Combine(options.DataDirectory, "msdb.jsonl"));
        LogShipping = new LogShippingCatalog(Path.Combine(options.DataDirectory, "logshipping.json"), options.FlushToDisk);
        AvailabilityGroups = new AvailabilityGroups(this, logger);
        Mirroring = new DatabaseMirroring(this);
        _environment = new(options.WrapFiles(new FaultyFileSystem(new DiskFileSystem(options.FlushToDisk), options.Faults)), time, options.Faults, ErrorLog);
    }

    /// <summary>How it is set up.</summary>
    public InstanceOptions Options { get; }

    /// <summary>@@SERVERNAME.</summary>
    public string ServerName => Options.ServerName;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>sys.dm_os_sys_info.sqlserver_start_time, UTC.</summary>
    public DateTime StartTime { get; }

    /// <summary>The sessions.</summary>
    public SessionRegistry Sessions { get; }

    /// <summary>msdb's backup tables.</summary>
    public BackupHistory History { get; }

    /// <summary>msdb's tables of log shipping.</summary>
    public LogShippingCatalog LogShipping { get; }

    /// <summary>The error log.</summary>
    public ErrorLog ErrorLog { get; }

    /// <summary>The availability groups.</summary>
    public AvailabilityGroups AvailabilityGroups { get; }

    /// <summary>Database mirroring.</summary>
    public DatabaseMirroring Mirroring { get; }

    /// <summary>The user databases, by database_id.</summary>
    public IReadOnlyList<Database> Databases
    {
        get
        {
            lock (_gate)
            {
                return [.. _databases.Values.OrderBy(database => database.Id)];
            }
        }
    }

    /// <summary>Starts an instance: opens its folder or makes a new one, and recovers its databases.</summary>
    public static async ValueTask<Instance> StartAsync(InstanceOptions options, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.Combine(options.DataDirectory, "databases"));
        var path = Path.Combine(options.DataDirectory, "master.json");
        var file = File.Exists(path)
            ? JsonSerializer.Deserialize<InstanceFile>(await File.ReadAllBytesAsync(path, cancellationToken))
                ?? throw new LogFormatException($"'{path}' is empty.")
            : NewMaster(options, time);
        var instance = new Instance(options, time, logger, file);
        instance.Save(file);
        instance.Reconfigure();
        instance.BeginErrorLog();
        instance.OpenDatabases();
        instance.AvailabilityGroups.Load();
        instance.Mirroring.Load();
        instance.RestartListener();
        instance.AvailabilityGroups.ResumeRoles();
        return instance;
    }

    /// <summary>A user database by name; null if there is none.</summary>
    public Database? FindDatabase(string name)
    {
        lock (_gate)
        {
            return _databases.GetValueOrDefault(name);
        }
    }

    /// <summary>A user database by name.</summary>
    /// <exception cref="SqlErrorException">911: there is none.</exception>
    public Database GetDatabase(string name) =>
        FindDatabase(name) ?? throw new SqlErrorException(911, 16, 1, $"Database '{name}' does not exist. Make sure that the name is entered correctly.");

    /// <summary>CREATE DATABASE.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="data">The data file; null for the default.</param>
    /// <param name="log">The log file; null for the default.</param>
    /// <exception cref="SqlErrorException">1801: the name is taken; 5170 and 1802: a file is; 5149: the files cannot be written.</exception>
    public Database CreateDatabase(string name, DatabaseFileSpec? data = null, DatabaseFileSpec? log = null)
    {
        lock (_gate)
        {
            if (_databases.ContainsKey(name) || SystemDatabases.ContainsKey(name))
            {
                throw new SqlErrorException(1801, 16, 3, $"Database '{name}' already exists. Choose a different database name.");
            }

            var file = NewDatabaseFileLocked(name) with { Status = DatabaseStatus.Online };
            file = file with
            {
                LogicalName = data?.Name,
                Data = data?.Apply(file.Data) ?? file.Data,
                DataPath = data?.Path ?? file.DataPath,
                Log = log?.Apply(file.Log) ?? file.Log,
                LogPath = log?.Path ?? file.LogPath,
            };
            RefuseTakenFileLocked(file);
            return _databases[name] = Making(file, folder => Database.Create(folder, _environment, file, RecoveryModel.Full));
        }
    }

    /// <summary>DROP DATABASE. Sessions that use it refuse it, except the caller's own check.</summary>
    /// <exception cref="SqlErrorException">3701, 3702 in use, 3752 in an availability group.</exception>
    public void DropDatabase(string name)
    {
        if (SystemDatabases.ContainsKey(name))
        {
            throw new SqlErrorException(3708, 16, 1, $"Cannot drop the database '{name}' because it is a system database.");
        }

        var database = FindDatabase(name)
            ?? throw new SqlErrorException(3701, 11, 1, $"Cannot drop the database '{name}', because it does not exist or you do not have permission.");
        if (database.File.Mirroring is not null)
        {
            throw new SqlErrorException(
                3743, 16, 1, $"The database '{name}' is enabled for database mirroring. Database mirroring must be removed before you drop the database.");
        }

        if (database.File.AvailabilityGroup is { } group)
        {
            throw new SqlErrorException(
                3752, 16, 1, $"The database '{name}' is currently joined to availability group '{group}'. Remove it from the group before dropping it.");
        }

        if (Sessions.All.Any(session => session.Uses(name)))
        {
            throw new SqlErrorException(3702, 16, 4, $"Cannot drop database \"{name}\" because it is currently in use.");
        }

        Remove(database);
    }

    /// <summary>Stops without writing anything more, as SIGKILL would: what was acknowledged is in the files.</summary>
    public void Crash()
    {
        StopListener();
        AvailabilityGroups.Stop();
        Mirroring.Stop();
        foreach (var session in Sessions.All)
        {
            session.Kill();
        }

        foreach (var database in Databases)
        {
            database.Dispose();
        }

        ErrorLog.Dispose();
    }

    /// <summary>Stops cleanly. There is nothing to write but a line that says so: the log is always durable.</summary>
    public async ValueTask DisposeAsync()
    {
        ErrorLog.Write(
            17147, 10, 1, "SQL Server is terminating because of a system shutdown. This is an informational message only. No user action is required.");
        Crash();
        if (_listener is { } listener)
        {
            await listener.DisposeAsync();
        }
    }

    internal static void RefuseInGroup(Database database, string what)
    {
        if (WhyNotAlone(database, what) is { } refusal)
        {
            throw new SqlErrorException([refusal]);
        }
    }

    /// <summary>1468: mirroring or an availability group keeps the database equal with another copy; null if neither does.</summary>
    private static SqlError? WhyNotAlone(Database database, string what) =>
        database.File.Mirroring is not null ? new(
            1468, 16, 1, $"{what}: the operation cannot be performed on database '{database.Name}' because it is involved in a database mirroring session.")
        : database.File.AvailabilityGroup is { } group ? new(
            1468, 16, 1, $"{what}: the operation cannot be performed on database '{database.Name}' because it takes part in availability group '{group}'.")
        : null;

    /// <summary>Puts a copy in place of one of the same name, if there is one. The copy's files are written before anybody can see it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="change">Makes its file from a fresh one, which has the old one's database_id.</param>
    /// <param name="image">Its image.</param>
    /// <param name="expected">The copy that has to be there still; null for any or none.</param>
    /// <param name="log">The log up to the image; null for none.</param>
    /// <exception cref="SqlErrorException">3204: it is another one by now.</exception>
    internal Database Adopt(string name, Func<DatabaseFile, DatabaseFile> change, DatabaseImage image, Database? expected = null, Stream? log = null)
    {
        Database? old;
        DatabaseFile file;
        lock (_gate)
        {
            old = _databases.GetValueOrDefault(name);
            var fresh = NewDatabaseFileLocked(name);
            file = change(old is null ? fresh : fresh with { Id = old.Id });
        }

        var database = Making(file, folder => Database.CreateFromImage(folder, _environment, file, image, log));
        lock (_gate)
        {
            if (_databases.GetValueOrDefault(name) != old || (expected is not null && expected != old))
            {
                database.Delete();
                throw BackupErrors.Aborted();
            }

            _databases[name] = database;
            old?.Delete();
            return database;
        }
    }

    internal void Remove(Database database)
    {
        lock (_gate)
        {
            try
            {
                database.Delete();
            }
            catch (IOException e)
            {
                throw FilesNotWritten($"DROP DATABASE of '{database.Name}'", e);
            }

            _databases.Remove(database.Name);
        }
    }

    /// <summary>Makes a copy; of one that cannot be written whole nothing stays.</summary>
    private Database Making(DatabaseFile file, Func<DatabaseFolder, Database> make)
    {
        var folder = FolderOf(file);
        try
        {
            return make(folder);
        }
        catch (Exception e) when (e is IOException or SqlErrorException or LogFormatException)
        {
            try
            {
                folder.Delete();
            }
            catch (IOException left)
            {
                ErrorLog.Write($"The folder '{folder.FullPath}' could not be deleted: {left.Message}");
            }

            throw e is IOException failure ? FilesNotWritten($"The files of '{file.Name}'", failure) : e;
        }
    }

    private static SqlErrorException FilesNotWritten(string what, IOException e) =>
        new(5149, 16, 1, $"{what}: operating system error {(DiskSpace.IsExhausted(e) ? DiskSpace.Message : e.Message)} was encountered.");

    private void RefuseTakenFileLocked(DatabaseFile file)
    {
        var taken = _databases.Values.SelectMany(database => (string[])[database.File.DataPath, database.File.LogPath])
            .Intersect([file.DataPath, file.LogPath])
            .FirstOrDefault();
        if (taken is not null)
        {
            throw new SqlErrorException([
                new(5170, 16, 1, $"Cannot create file '{taken}' because it already exists. Change the file path or the file name, and retry the operation."),
                new(1802, 16, 4, "CREATE DATABASE failed. Some file names listed could not be created.")]);
        }
    }

    private DatabaseFile NewDatabaseFileLocked(string name)
    {
        var id = Enumerable.Range(5, int.MaxValue - 5).First(id => _databases.Values.All(database => database.Id != id));
        return new DatabaseFile
        {
            Id = id,
            Name = name,
            DatabaseGuid = Guid.NewGuid(),
            Created = Time.GetUtcNow().UtcDateTime,
            DataPath = $"/var/opt/mssql/data/{name}.mdf",
            LogPath = $"/var/opt/mssql/data/{name}_log.ldf",
        };
    }

    private DatabaseFolder FolderOf(DatabaseFile file) =>
        new(_environment.Files, Path.Combine(Options.DataDirectory, "databases", file.DatabaseGuid.ToString("N")));

    /// <summary>Recovers what is there, and clears away what a crash left half made, half dropped or already replaced.</summary>
    private void OpenDatabases()
    {
        var kept = new Dictionary<string, (DatabaseFolder Folder, DatabaseFile File)>(StringComparer.OrdinalIgnoreCase);
        var damaged = new List<(DatabaseFolder Folder, DatabaseFile File)>();
        foreach (var folder in Directory.GetDirectories(Path.Combine(Options.DataDirectory, "databases"))
            .Select(path => new DatabaseFolder(_environment.Files, path)))
        {
            if (!folder.IsComplete)
            {
                folder.Delete();
            }
            else if (TryReadFile(folder) is not var (file, damage))
            {
                continue;
            }
            else if (damage is not null)
            {
                damaged.Add((folder, file));
            }
            else
            {
                var isBetter = !kept.TryGetValue(file.Name, out var other) || TakesPlaceOf(file, other.File);
                (isBetter ? other.Folder : folder)?.Delete();
                kept[file.Name] = isBetter ? (folder, file) : other;
            }
        }

        foreach (var (folder, file) in damaged.Where(copy => !kept.TryAdd(copy.File.Name, copy)))
        {
            ErrorLog.Write($"The damaged copy of database '{file.Name}' in '{folder.FullPath}' is left alone: there is another one.");
        }

        foreach (var (folder, file) in kept.Values)
        {
            ErrorLog.Write($"Starting up database '{file.Name}'.");
            _databases[file.Name] = Database.Open(folder, _environment);
        }
    }

    /// <summary>Of two copies of one name a crash left the one that was to go: the other one is whole, or newer.</summary>
    private static bool TakesPlaceOf(DatabaseFile file, DatabaseFile other) =>
        file.IsRestoreIncomplete == other.IsRestoreIncomplete ? file.Created > other.Created : other.IsRestoreIncomplete;

    private (DatabaseFile File, DatabaseDamage? Damage)? TryReadFile(DatabaseFolder folder)
    {
        try
        {
            return folder.ReadFile();
        }
        catch (LogFormatException e)
        {
            ErrorLog.Write(3414, 21, 1, $"An error occurred during recovery, preventing the database in '{folder.FullPath}' from restarting: {e.Message}");
            return null;
        }
    }

    private void Save(InstanceFile file)
    {
        AtomicFile.Write(Path.Combine(Options.DataDirectory, "master.json"), JsonSerializer.SerializeToUtf8Bytes(file), Options.FlushToDisk);
        _file = file;
    }

    private void Change(Func<InstanceFile, InstanceFile> change)
    {
        lock (_gate)
        {
            Save(change(_file));
        }
    }
}
