using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Databases;

namespace ChatDr.Simulator.Tests.Engine.Databases;

public class DamagedDatabaseTests
{
    [Fact]
    public async Task Log_DamagedInTheMiddle_MakesTheDatabaseSuspectAndKeepsTheOthers()
    {
        await using var lab = new EngineFixture();
        var database = await BuildAsync(lab);
        await EngineFixture.CreateDatabaseAsync(lab["a"], "sound");
        var log = FileOf(lab, database, "log");
        lab["a"].Crash();
        Flip(log, new FileInfo(log).Length / 2);

        var restarted = await lab.StartAsync("a");

        restarted.Databases.Select(other => (other.Name, other.Status)).ShouldBe([("d", DatabaseStatus.Suspect), ("sound", DatabaseStatus.Online)]);
        Should.Throw<SqlErrorException>(restarted.GetDatabase("d").EnsureAccessible).Errors[0].ShouldSatisfyAllConditions(
            error => error.Number.ShouldBe(926),
            error => error.Severity.ShouldBe((byte)14));
        ErrorsOf(restarted).ShouldContain("Error: 9004, Severity: 21");
        ErrorsOf(restarted).ShouldContain("Error: 3414, Severity: 21");
    }

    [Fact]
    public async Task Tail_OfALogThatIsDamagedBeforeItsFullBackup_IsRefusedAsCorrupt()
    {
        await using var lab = new EngineFixture();
        var database = await BuildAsync(lab);
        var log = FileOf(lab, database, "log");
        lab["a"].Crash();
        Flip(log, new FileInfo(log).Length / 2);
        var restarted = await lab.StartAsync("a");

        var refusal = Should.Throw<SqlErrorException>(() => restarted.BackupLog("d", lab.Share("tail.trn"), new() { NoTruncate = true }));

        refusal.Errors.Select(error => error.Number).ShouldBe([3049, 3013]);
    }

    [Fact]
    public async Task Image_Damaged_IsToldWith824AndTheDatabaseCanBeDropped()
    {
        await using var lab = new EngineFixture();
        var database = await BuildAsync(lab);
        var image = FileOf(lab, database, "image");
        lab["a"].Crash();
        Flip(image, 30);

        var restarted = await lab.StartAsync("a");

        restarted.GetDatabase("d").Status.ShouldBe(DatabaseStatus.Suspect);
        ErrorsOf(restarted).ShouldContain("Error: 824, Severity: 24");
        restarted.DropDatabase("d");
        restarted.FindDatabase("d").ShouldBeNull();
        (await lab.CrashAndRestartAsync("a")).FindDatabase("d").ShouldBeNull();
    }

    [Fact]
    public async Task Description_Damaged_LeavesTheDatabaseSuspectUntilItIsRestoredOver()
    {
        await using var lab = new EngineFixture();
        var database = await BuildAsync(lab);
        database.ChangeFile(file => file with { Status = DatabaseStatus.Offline });
        var description = FileOf(lab, database, "database.json");
        lab["a"].Crash();
        await File.WriteAllTextAsync(description, "{ \"Id\": ");

        var restarted = await lab.StartAsync("a");

        restarted.GetDatabase("d").Status.ShouldBe(DatabaseStatus.Suspect);
        ErrorsOf(restarted).ShouldContain("Error: 824, Severity: 24");
        ErrorsOf(restarted).ShouldContain("Error: 3414, Severity: 21");
        Should.Throw<SqlErrorException>(() => restarted.CreateDatabase("d")).Number.ShouldBe(1801);
        var suspect = restarted.GetDatabase("d");
        (await Should.ThrowAsync<SqlErrorException>(async () => await restarted.SetOnlineAsync(suspect, true, Termination.Wait, null, default))).Number
            .ShouldBe(926, "whether it was a mirror, offline or in a group is not known");
        restarted = await lab.CrashAndRestartAsync("a");
        restarted.GetDatabase("d").Status.ShouldBe(DatabaseStatus.Suspect);
        restarted.BackupLog("d", lab.Share("tail.trn"), new() { NoTruncate = true, NoRecovery = true });
        restarted = await lab.CrashAndRestartAsync("a");
        restarted.GetDatabase("d").Status.ShouldBe(DatabaseStatus.Restoring);
        restarted.RestoreDatabase("d", lab.Share("full.bak"), new() { NoRecovery = true, Replace = true });
        restarted.RestoreLog("d", lab.Share("tail.trn"), new());
        EngineFixture.Bodies(restarted.GetDatabase("d")).ShouldBe(["first", "second"]);
    }

    [Fact]
    public async Task Description_DamagedBeyondItsName_IsToldAndLeftAlone()
    {
        await using var lab = new EngineFixture();
        var database = await BuildAsync(lab);
        var (description, identity) = (FileOf(lab, database, "database.json"), FileOf(lab, database, "identity.json"));
        lab["a"].Crash();
        await File.WriteAllTextAsync(description, "");
        await File.WriteAllTextAsync(identity, "");

        var restarted = await lab.StartAsync("a");

        restarted.FindDatabase("d").ShouldBeNull();
        ErrorsOf(restarted).ShouldContain("Error: 3414, Severity: 21");
        File.Exists(description).ShouldBeTrue();
    }

    [Fact]
    public async Task Log_Missing_LeavesTheDatabaseRecoveryPending()
    {
        await using var lab = new EngineFixture();
        var database = await BuildAsync(lab);
        lab["a"].Crash();
        File.Delete(FileOf(lab, database, "log"));

        var restarted = await lab.StartAsync("a");

        restarted.GetDatabase("d").Status.ShouldBe(DatabaseStatus.RecoveryPending);
        Should.Throw<SqlErrorException>(restarted.GetDatabase("d").EnsureAccessible).Number.ShouldBe(945);
        ErrorsOf(restarted).ShouldContain("17204");
    }

    [Fact]
    public async Task Log_OfAnotherTimeThanTheImage_MakesTheDatabaseSuspect()
    {
        await using var lab = new EngineFixture();
        var database = await BuildAsync(lab);
        var log = FileOf(lab, database, "log");
        var old = await File.ReadAllBytesAsync(log);
        await EngineFixture.InsertAsync(database, "after");
        database.Checkpoint();
        lab["a"].Crash();
        await File.WriteAllBytesAsync(log, old);

        var restarted = await lab.StartAsync("a");

        restarted.GetDatabase("d").Status.ShouldBe(DatabaseStatus.Suspect);
        ErrorsOf(restarted).ShouldContain("Error: 9003");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Fact", "C4.10")]
    public async Task Tail_OfADatabaseWithoutItsImage_IsBackedUpWithNoTruncateAndLosesNothing(bool logWasCut)
    {
        await using var lab = new EngineFixture();
        var database = await BuildAsync(lab);
        if (logWasCut)
        {
            lab["a"].BackupLog("d", lab.Share("log1.trn"), new());
            database.Checkpoint();
        }

        await EngineFixture.InsertAsync(database, "tail");
        var image = FileOf(lab, database, "image");
        lab["a"].Crash();
        Flip(image, 40);
        var restarted = await lab.StartAsync("a");
        Should.Throw<SqlErrorException>(() => restarted.BackupLog("d", lab.Share("tail.trn"), new())).Number.ShouldBe(926);

        restarted.BackupLog("d", lab.Share("tail.trn"), new() { NoTruncate = true });

        restarted.RestoreDatabase("d", lab.Share("full.bak"), new() { NoRecovery = true, Replace = true });
        if (logWasCut)
        {
            restarted.RestoreLog("d", lab.Share("log1.trn"), new() { NoRecovery = true });
        }

        restarted.RestoreLog("d", lab.Share("tail.trn"), new());
        EngineFixture.Bodies(restarted.GetDatabase("d")).ShouldBe(["first", "second", "tail"]);
    }

    [Fact]
    [Trait("Fact", "C4.11")]
    public async Task Tail_OfADamagedDatabase_WithNoRecoveryAsWell_LeavesItRestoring()
    {
        await using var lab = new EngineFixture();
        var database = await BuildAsync(lab);
        var image = FileOf(lab, database, "image");
        lab["a"].Crash();
        Flip(image, 40);
        var restarted = await lab.StartAsync("a");

        restarted.BackupLog("d", lab.Share("tail.trn"), new() { NoTruncate = true, NoRecovery = true });

        restarted.GetDatabase("d").Status.ShouldBe(DatabaseStatus.Restoring);
        restarted.RestoreDatabase("d", lab.Share("full.bak"), new() { NoRecovery = true, Replace = true });
        restarted.RestoreLog("d", lab.Share("tail.trn"), new());
        EngineFixture.Bodies(restarted.GetDatabase("d")).ShouldBe(["first", "second"]);
    }

    private static async Task<Database> BuildAsync(EngineFixture lab)
    {
        await EngineFixture.CreateDatabaseAsync(await lab.StartAsync("a"), "d");
        var database = lab["a"].GetDatabase("d");
        await EngineFixture.InsertAsync(database, "first");
        lab["a"].BackupDatabase("d", lab.Share("full.bak"), new());
        await EngineFixture.InsertAsync(database, "second");
        return database;
    }

    private static string FileOf(EngineFixture lab, Database database, string file) =>
        Path.Combine(lab.Share("a"), "databases", database.File.DatabaseGuid.ToString("N"), file);

    private static string ErrorsOf(Instance instance) => string.Join('\n', instance.ErrorLog.Read(0).Select(line => line.Text));

    private static void Flip(string path, long offset)
    {
        var bytes = File.ReadAllBytes(path);
        bytes[offset] ^= 0xFF;
        File.WriteAllBytes(path, bytes);
    }
}
