using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Backups;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Tests.Engine.Databases;

namespace ChatDr.Simulator.Tests.Engine.Backups;

public class BackupChainTests
{
    [Fact]
    [Trait("Fact", "3013")]
    [Trait("Fact", "4214")]
    public async Task LogBackup_WithoutFull_Refuses4214Then3013()
    {
        await using var lab = new EngineFixture();
        await EngineFixture.CreateDatabaseAsync(await lab.StartAsync("a"), "d");
        Should.Throw<SqlErrorException>(() => lab["a"].BackupLog("d", lab.Share("1"), new())).Errors.Select(error => error.Number).ShouldBe([4214, 3013]);
    }

    [Fact]
    [Trait("Fact", "3117")]
    [Trait("Fact", "4305")]
    [Trait("Fact", "4326")]
    [Trait("Fact", "C4.1")]
    [Trait("Fact", "C4.2")]
    public async Task Chain_OutOfOrder_Refuses4305And4326AndLinksLastToFirst()
    {
        await using var lab = new EngineFixture();
        var a = await ShippedAsync(lab);
        var first = await LogAsync(lab, a, "1");
        var second = await LogAsync(lab, a, "2");
        second.ShouldBe(first);
        Number(() => a.RestoreLog("copy", lab.Share("2"), new() { NoRecovery = true })).ShouldBe(4305);
        a.RestoreLog("copy", lab.Share("1"), new() { NoRecovery = true });
        Number(() => a.RestoreLog("copy", lab.Share("1"), new() { NoRecovery = true })).ShouldBe(4326);
        a.RestoreLog("copy", lab.Share("2"), new());
        EngineFixture.Bodies(a.GetDatabase("copy")).ShouldBe(["1", "2"]);
        Number(() => a.RestoreLog("copy", lab.Share("2"), new())).ShouldBe(3117);

        async Task<decimal> LogAsync(EngineFixture share, Instance instance, string name)
        {
            await EngineFixture.InsertAsync(instance.GetDatabase("d"), name);
            var header = instance.BackupLog("d", share.Share(name), new()).Header;
            return name == "1" ? header.LastLsn.ToNumeric() : header.FirstLsn.ToNumeric();
        }
    }

    [Fact]
    [Trait("Fact", "4330")]
    public async Task RecoveredCopy_ItsLog_IsAnotherFork4330()
    {
        await using var lab = new EngineFixture();
        var a = await ShippedAsync(lab);
        await EngineFixture.InsertAsync(a.GetDatabase("d"), "here");
        a.BackupLog("d", lab.Share("1"), new());
        a.RecoverDatabase("copy");
        await EngineFixture.InsertAsync(a.GetDatabase("copy"), "there");
        a.BackupLog("copy", lab.Share("fork"), new());
        a.RestoreDatabase("third", lab.Share("full"), EngineFixture.Beside("third"));
        a.RestoreLog("third", lab.Share("1"), new() { NoRecovery = true });

        Number(() => a.RestoreLog("third", lab.Share("fork"), new() { NoRecovery = true })).ShouldBe(4330);
    }

    [Fact]
    [Trait("Fact", "3201")]
    [Trait("Fact", "3241")]
    public async Task Files_DamagedOrMissing_Refuse3241And3201()
    {
        await using var lab = new EngineFixture();
        var a = await ShippedAsync(lab);
        var bytes = await File.ReadAllBytesAsync(lab.Share("full"));
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(lab.Share("full"), bytes);
        Number(() => a.VerifyBackup(lab.Share("full"))).ShouldBe(3189);
        Number(() => a.ReadHeaders(lab.Share("none"))).ShouldBe(3201);
    }

    [Fact]
    [Trait("Fact", "3154")]
    [Trait("Fact", "3159")]
    public async Task Restore_OverAnother_Refuses3154And3159()
    {
        await using var lab = new EngineFixture();
        var a = await ShippedAsync(lab);
        Number(() => a.RestoreDatabase("d", lab.Share("full"), new())).ShouldBe(3159);
        a.CreateDatabase("other");
        Number(() => a.RestoreDatabase("other", lab.Share("full"), new())).ShouldBe(3154);
    }

    [Fact]
    public async Task LogBackup_EndingAfterTheCopyCeasedToServe_WritesNothingIntoALogThatIsNowAnothers()
    {
        using var lab = new DatabaseLab();
        using var database = await lab.CreateAsync();
        var (full, _, heldByFull) = database.BeginFullBackup(BackupTemplates.Of(database));
        database.NoteFullBackup(full, heldByFull);
        await EngineFixture.InsertAsync(database, "m");
        var (header, _, held) = database.BeginLogBackup(BackupTemplates.Of(database));
        database.BecomeRole(DatabaseRole.Secondary);
        var end = database.EndOfLog;

        Number(() => database.NoteLogBackup(header.LastLsn, held)).ShouldBe(976);
        database.TryNoteLogBackup(new LogRange(header.FirstLsn, header.LastLsn)).ShouldBeFalse();

        database.EndOfLog.ShouldBe(end, "a record of its own would stand where the primary's next one belongs");
    }

    private static int Number(Action action) => Should.Throw<SqlErrorException>(action).Number;

    private static async Task<Instance> ShippedAsync(EngineFixture lab)
    {
        var a = await lab.StartAsync("a");
        await EngineFixture.CreateDatabaseAsync(a, "d");
        a.BackupDatabase("d", lab.Share("full"), new() { Compression = true });
        a.RestoreDatabase("copy", lab.Share("full"), EngineFixture.Beside("copy"));
        return a;
    }

    [Fact]
    public async Task BackupToANameWithoutAFolder_LiesInTheInstancesOwnFolder()
    {
        await using var lab = new EngineFixture();
        var a = await lab.StartAsync("a");
        await EngineFixture.CreateDatabaseAsync(a, "d");

        a.BackupDatabase("d", "bare.bak", new());

        File.Exists(Path.Combine(a.Options.DataDirectory, "bare.bak")).ShouldBeTrue("otherwise it lands in whatever folder the process was started from");
        a.ReadHeaders("bare.bak").ShouldHaveSingleItem();
    }
}
