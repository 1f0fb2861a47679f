using System.Globalization;
using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Engine.Storage;
using ChatDr.Simulator.Protocol;
using ChatDr.Simulator.Tests.Engine.Storage;

namespace ChatDr.Simulator.Tests.Engine.Databases;

/// <summary>Checkpoints that a long log calls for: they are written while the database goes on.</summary>
public sealed class CheckpointTests
{
    private const int LongEnough = 40;
    private const int Large = 500_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Commits_WhileALongLogIsCheckpointed_GoOn_AndTheImageIsThatOfTheBeginning()
    {
        HeldImages? files = null;
        using var lab = new DatabaseLab(inner => files = new HeldImages(inner));
        using var database = await CreateAsync(lab);
        files!.Hold();
        await FillAsync(database, files.Begun);

        await InsertAsync(database, "meanwhile").WaitAsync(Patience);
        var before = ImageOnDisk(lab).RedoLsn;
        before.ShouldBeLessThan(database.RedoLsn);
        files.Release();

        await Eventually.IsTrueAsync("the image is replaced", () => ImageOnDisk(lab).RedoLsn > before);
        ImageOnDisk(lab).RedoLsn.ShouldBeLessThan(database.RedoLsn);
        var content = DatabaseLab.Content(database);
        database.Dispose();
        using var reopened = lab.Open();
        DatabaseLab.Content(reopened).ShouldBe(content);
    }

    [Fact]
    public async Task Database_DeletedWhileItsLogIsCheckpointed_LeavesNothingAndSaysNothing()
    {
        HeldImages? files = null;
        using var lab = new DatabaseLab(inner => files = new HeldImages(inner));
        var database = await CreateAsync(lab);
        files!.Hold();
        await FillAsync(database, files.Begun);

        var deleted = Task.Run(database.Delete);
        await Eventually.IsTrueAsync("it is condemned", () => !lab.Folder.IsComplete);
        deleted.IsCompleted.ShouldBeFalse();
        files.Release();

        await deleted.WaitAsync(Patience);
        Directory.Exists(lab.Folder.FullPath).ShouldBeFalse();
        lab.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task Database_CutBackWhileItsLogIsCheckpointed_KeepsNothingOfWhatWasCutOff()
    {
        HeldImages? files = null;
        using var lab = new DatabaseLab(inner => files = new HeldImages(inner));
        using var database = await CreateAsync(lab);
        await InsertAsync(database, "common");
        var (common, content) = (database.EndOfLog, DatabaseLab.Content(database));
        files!.Hold();
        await FillAsync(database, files.Begun);

        database.TryCutBack(common).ShouldBeTrue();
        files.Release();
        await Eventually.IsTrueAsync(
            "the image is in its place or dropped", () => Directory.GetFiles(lab.Folder.FullPath, $"*{AtomicFile.TemporarySuffix}").Length == 0);
        database.Dispose();

        using var reopened = lab.Open();
        DatabaseLab.Content(reopened).ShouldBe(content);
    }

    [Theory]
    [InlineData(45)]
    [InlineData(65)]
    [InlineData(85)]
    [InlineData(105)]
    [InlineData(145)]
    [InlineData(185)]
    [InlineData(225)]
    public async Task Database_KilledAroundTheCheckpointOfALongLog_HasAllThatWasAcknowledged(int step)
    {
        using var lab = new DatabaseLab(inner => new CrashingFileSystem(inner, step));
        var acknowledged = 0;
        var database = await CreateAsync(lab);
        try
        {
            for (; acknowledged < 3 * LongEnough; acknowledged++)
            {
                await InsertAsync(database, $"{acknowledged}:{new string('x', Large)}");
            }
        }
        catch (SqlErrorException)
        {
            acknowledged.ShouldBeGreaterThan(0);
        }

        database.Dispose();

        var sound = lab.Environment with { Files = new DiskFileSystem(false) };
        using var reopened = Database.Open(new DatabaseFolder(sound.Files, lab.Folder.FullPath), sound);
        reopened.Damage.ShouldBeNull();
        var rows = reopened.FindTable("dbo", "big")!.Rows.Values.Select(row => int.Parse(((string)row.Values[1]!).Split(':')[0], CultureInfo.InvariantCulture)).ToList();
        Enumerable.Range(0, acknowledged).Except(rows).ShouldBeEmpty();
    }

    [Fact]
    public async Task Commit_HardenedByACheckpointBeforeItsOwnWrite_IsAcknowledgedAndTold()
    {
        using var lab = new DatabaseLab();
        using var database = await lab.CreateAsync();
        var told = new TaskCompletionSource();
        lab.Faults.Freeze();
        var commit = EngineFixture.InsertAsync(database, "m");
        database.Checkpoint();
        database.LogGrown += () => told.TrySetResult();

        lab.Faults.Unfreeze();

        await commit.WaitAsync(Patience);
        await told.Task.WaitAsync(Patience);
    }

    [Fact]
    public async Task Checkpoint_WhoseLogIsDamagedOnDisk_IsPutOffAndSaysSo()
    {
        using var lab = new DatabaseLab();
        using var database = await lab.CreateAsync();
        await EngineFixture.InsertAsync(database, "m1");
        var needed = database.EndOfLog;
        await EngineFixture.InsertAsync(database, "m2");
        database.HoldLog("somebody", LogReuseWait.DatabaseMirroring, needed);
        using (var log = new FileStream(lab.Folder.Log, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete))
        {
            log.Position = 300;
            log.Write(new byte[(int)log.Length - 300]);
        }

        database.Checkpoint();

        lab.Errors.ShouldContain(line => line.Contains("is put off", StringComparison.Ordinal));
        await EngineFixture.InsertAsync(database, "m3").WaitAsync(Patience);
    }

    private static async Task<Database> CreateAsync(DatabaseLab lab)
    {
        var database = await lab.CreateAsync();
        await database.CreateTableAsync(
            new TableDefinition
            {
                Name = "big",
                Columns = [new("id", SqlType.BigInt, false) { IsIdentity = true }, new("body", SqlType.NVarChar(SqlType.Max), false)],
                Indexes = [new("pk_big", [0], true, true, true)],
            },
            CancellationToken.None);

        // With a log chain the log only grows, so that a checkpoint comes for its length and not for want of space.
        var (header, _, held) = database.BeginFullBackup(BackupTemplates.Of(database));
        database.NoteFullBackup(header, held);
        database.Checkpoint();
        return database;
    }

    private static async Task FillAsync(Database database, Task until)
    {
        for (var i = 0; !until.IsCompleted; i++)
        {
            i.ShouldBeLessThan(10 * LongEnough, "a checkpoint has to begin");
            await InsertAsync(database, $"{i}:{new string('x', Large)}").WaitAsync(Patience);
        }
    }

    private static async Task InsertAsync(Database database, string body)
    {
        var transaction = database.Begin();
        await database.InsertAsync(transaction, database.FindTable("dbo", "big")!, [null, body], CancellationToken.None);
        await database.CommitAsync(transaction, CancellationToken.None);
    }

    private static DatabaseImage ImageOnDisk(DatabaseLab lab) => lab.Folder.ReadImage();
}
