using System.Globalization;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Engine.Diagnostics;
using ChatDr.Simulator.Engine.Storage;
using ChatDr.Simulator.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatDr.Simulator.Tests.Engine.Databases;

/// <summary>One database in a folder of its own, without an instance around it.</summary>
internal sealed class DatabaseLab : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("database-");

    public DatabaseLab(Func<IFileSystem, IFileSystem>? wrap = null, bool flush = false)
    {
        ErrorLog = new ErrorLog(Path.Combine(_root.FullName, "errors"), TimeProvider.System, NullLogger.Instance);
        var files = new FaultyFileSystem(new DiskFileSystem(flush), Faults);
        Environment = new(wrap is null ? files : wrap(files), TimeProvider.System, Faults, ErrorLog);
        Folder = new(Environment.Files, Path.Combine(_root.FullName, "d"));
    }

    public SimulatorFaults Faults { get; } = new();

    public ErrorLog ErrorLog { get; }

    public DatabaseEnvironment Environment { get; }

    public DatabaseFolder Folder { get; }

    /// <summary>Makes it, with the table of <see cref="EngineFixture"/>.</summary>
    public async Task<Database> CreateAsync(FileSpace? log = null, RecoveryModel model = RecoveryModel.Full)
    {
        var file = new DatabaseFile
        {
            Id = 5,
            Name = "d",
            DatabaseGuid = Guid.NewGuid(),
            Created = DateTime.UnixEpoch,
            DataPath = "/data/d.mdf",
            LogPath = "/data/d_log.ldf",
            Log = log ?? new(),
        };
        var database = Database.Create(Folder, Environment, file, model);
        await EngineFixture.CreateTableAsync(database);
        return database;
    }

    public Database Open() => Database.Open(Folder, Environment);

    public IReadOnlyList<string> Errors => [.. ErrorLog.Read(0).Select(line => line.Text)];

    /// <summary>Everything that recovery has to bring back, as text.</summary>
    public static string Content(Database database) => database.Read(image => string.Join('\n',
    [
        $"{image.RedoLsn} {image.FamilyGuid} {image.RecoveryModel} {image.LastLogBackupLsn} {image.DatabaseBackupLsn} {image.LastCommitLsn} {image.LastCommitTime:O}",
        .. image.Branches.Select(branch => branch.ToString()),
        .. image.Users.Values.OrderBy(user => user.Name, StringComparer.Ordinal).Select(user => $"{user.Name} {user.Sid} {string.Join(',', user.Roles)}"),
        .. image.Tables.Values.OrderBy(table => table.Definition.ObjectId).SelectMany(table => (string[])
        [
            $"{table.Definition.Name} {table.NextIdentity} {string.Join(',', table.Definition.Indexes.Select(index => index.Name))}",
            .. table.Rows.Values.Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.Id}: {string.Join('|', row.Values)}")),
        ]),
    ]));

    public void Dispose()
    {
        ErrorLog.Dispose();
        _root.Delete(recursive: true);
    }
}
