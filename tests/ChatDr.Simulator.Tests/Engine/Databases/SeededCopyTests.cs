using ChatDr.Simulator.Engine.Backups;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Engine.Storage;
using ChatDr.Simulator.Tests.Engine.Storage;

namespace ChatDr.Simulator.Tests.Engine.Databases;

/// <summary>A copy made from an image and the log that its next log backup needs.</summary>
public class SeededCopyTests
{
    [Fact]
    public async Task Copy_KilledAtAnyStepOfItsMaking_IsWholeOrNone()
    {
        using var source = new DatabaseLab();
        using var database = await FilledAsync(source);
        var (image, log, bytes) = database.TakeSeed();
        var records = Records(database, log);
        records.Length.ShouldBe((int)bytes);
        for (var step = 1; ; step++)
        {
            CrashingFileSystem? files = null;
            using var lab = new DatabaseLab(inner => files = new CrashingFileSystem(inner, step));
            var isMade = TryMake(lab, database.File, image, records);
            isMade.ShouldBe(!files!.IsKilled);
            if (isMade)
            {
                step.ShouldBeGreaterThan(10);
                return;
            }

            if (lab.Folder.IsComplete)
            {
                using var opened = Reopen(lab);
                IsGoingOn(opened, database, log);
            }
        }
    }

    [Fact]
    public async Task Copy_ReopenedAfterCheckpoints_StillHasTheLogOfItsNextBackup()
    {
        using var source = new DatabaseLab();
        using var database = await FilledAsync(source);
        var (image, log, _) = database.TakeSeed();
        using var lab = new DatabaseLab();
        TryMake(lab, database.File, image, Records(database, log)).ShouldBeTrue();
        using (var copy = lab.Open())
        {
            IsGoingOn(copy, database, log);
            await EngineFixture.InsertAsync(copy, "more");
            copy.Checkpoint();
            copy.BeginLogBackup(BackupTemplates.Of(copy)).Header.FirstLsn.ShouldBe(log.From);
        }

        using var reopened = lab.Open();
        reopened.Damage.ShouldBeNull();
        var (header, _, held) = reopened.BeginLogBackup(BackupTemplates.Of(reopened));
        header.FirstLsn.ShouldBe(log.From);
        Records(reopened, new(header.FirstLsn, header.LastLsn)).ShouldNotBeEmpty();
        reopened.NoteLogBackup(header.LastLsn, held);
        reopened.Checkpoint();
        reopened.ReadLog(log.From, 1).ShouldBeNull("it is backed up");
    }

    [Fact]
    public async Task Copy_OfLogThatIsDamagedOrNotAll_IsRefused()
    {
        using var source = new DatabaseLab();
        using var database = await FilledAsync(source);
        var (image, log, _) = database.TakeSeed();
        var whole = Records(database, log);
        var first = Records(database, new(log.From, database.ReadLog(log.From, 1)![0].Next)).Length;
        var flipped = whole.ToArray();
        flipped[^1] ^= 0xFF;
        foreach (var records in new[] { flipped, whole[..^1], whole[first..], whole[..first], [.. whole, .. whole] })
        {
            using var lab = new DatabaseLab();
            Should.Throw<LogFormatException>(() => Make(lab, database.File, image, records));
            lab.Folder.IsComplete.ShouldBeFalse();
        }
    }

    [Fact]
    public async Task Seed_WithoutALogChain_HasNoLog()
    {
        using var lab = new DatabaseLab();
        using var database = await lab.CreateAsync();
        await EngineFixture.InsertAsync(database, "one");
        IsWithoutLog();
        NoteFullBackup(database);
        database.TakeSeed().LogBytes.ShouldBePositive();
        await database.CommitAsync(new SetRecovery(RecoveryModel.Simple), CancellationToken.None);
        IsWithoutLog();

        void IsWithoutLog()
        {
            var (image, log, bytes) = database.TakeSeed();
            (log, bytes).ShouldBe((new LogRange(image.RedoLsn, image.RedoLsn), 0));
        }
    }

    [Fact]
    public async Task Seed_OfACopyThatLacksTheLog_IsTheImageAlone()
    {
        using var source = new DatabaseLab();
        using var database = await FilledAsync(source);
        using var lab = new DatabaseLab();
        Make(lab, database.File, database.TakeSeed().Image, null);
        using var copy = lab.Open();

        var (image, log, bytes) = copy.TakeSeed();

        image.LastLogBackupLsn.ShouldNotBeNull();
        (log, bytes).ShouldBe((new LogRange(image.RedoLsn, image.RedoLsn), 0));
    }

    private static void IsGoingOn(Database copy, Database original, LogRange log)
    {
        copy.Damage.ShouldBeNull();
        DatabaseLab.Content(copy).ShouldBe(DatabaseLab.Content(original));
        copy.TruncationLsn.ShouldBe(log.From);
        Records(copy, log).ShouldBe(Records(original, log));
    }

    private static async Task<Database> FilledAsync(DatabaseLab lab)
    {
        var database = await lab.CreateAsync();
        await EngineFixture.InsertAsync(database, "before");
        NoteFullBackup(database);
        for (var i = 0; i < 5; i++)
        {
            await EngineFixture.InsertAsync(database, $"m{i}");
        }

        return database;
    }

    private static void NoteFullBackup(Database database)
    {
        var (header, _, held) = database.BeginFullBackup(BackupTemplates.Of(database));
        database.NoteFullBackup(header, held);
    }

    private static byte[] Records(Database database, LogRange log)
    {
        var records = new MemoryStream();
        var buffer = new byte[256];
        for (var (at, length) = (log.From, 1); length > 0;)
        {
            length = database.CopyLog(at, log.To, ref buffer, out at);
            records.Write(buffer, 0, length);
        }

        return records.ToArray();
    }

    private static void Make(DatabaseLab lab, DatabaseFile file, ImageSnapshot image, byte[]? records)
    {
        var encoded = new MemoryStream();
        ImageFile.Write(encoded, image);
        var length = encoded.Length;
        encoded.Write(records);
        encoded.Position = 0;
        Database.CreateFromImage(lab.Folder, lab.Environment, file, ImageFile.Read(encoded, length), records is null ? null : new MemoryStream(records))
            .Dispose();
    }

    private static bool TryMake(DatabaseLab lab, DatabaseFile file, ImageSnapshot image, byte[] records)
    {
        try
        {
            Make(lab, file, image, records);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static Database Reopen(DatabaseLab lab)
    {
        var environment = lab.Environment with { Files = new DiskFileSystem(flushToDisk: false) };
        return Database.Open(new DatabaseFolder(environment.Files, lab.Folder.FullPath), environment);
    }
}
