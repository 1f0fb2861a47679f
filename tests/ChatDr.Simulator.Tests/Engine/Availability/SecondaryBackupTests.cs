using ChatDr.Simulator.Engine.Availability;

namespace ChatDr.Simulator.Tests.Engine.Availability;

/// <summary>Backups of a database in an availability group (docs/sql-server-facts.md C7, C8).</summary>
public class SecondaryBackupTests
{
    [Fact]
    [Trait("Fact", "C7.6")]
    public async Task LogBackups_OnWhicheverReplica_AreOneChain()
    {
        await using var lab = new EngineFixture();
        await lab.BuildGroupAsync("a", "b");
        var d = lab["a"].GetDatabase("d");
        var files = new List<string>();
        foreach (var (replica, i) in new[] { "a", "b", "b", "a", "b" }.Select((replica, i) => (replica, i)))
        {
            await EngineFixture.InsertAsync(d, $"m{i}").WaitAsync(TimeSpan.FromSeconds(20));
            await Eventually.IsTrueAsync("b has it", () => lab["b"].GetDatabase("d").RedoLsn >= d.RedoLsn);
            files.Add(lab.Share($"{i}.trn"));
            await lab[replica].DoAsync($"BACKUP LOG d TO DISK = N'{files[^1]}'");
        }

        var target = await lab.StartAsync("c");
        target.RestoreDatabase("d", lab.Share("d.bak"), new() { NoRecovery = true });
        files.ForEach(file => target.RestoreLog("d", file, new() { NoRecovery = true }));
        target.RecoverDatabase("d");
        EngineFixture.Bodies(target.GetDatabase("d")).ShouldBe(["m0", "m1", "m2", "m3", "m4"]);
        var last = lab["b"].ReadHeaders(files[^1])[0].Header.LastLsn;
        await Eventually.IsTrueAsync("the primary has applied where the chain goes on", () => d.Read(image => image.LastLogBackupLsn) == last);
    }

    [Fact]
    [Trait("Fact", "C7.7")]
    [Trait("Fact", "C7.9")]
    [Trait("Fact", "C8.4")]
    public async Task Backups_ThatASecondaryDoesNotTake_AreRefused()
    {
        await using var lab = new EngineFixture();
        await lab.BuildGroupAsync("a", "b");
        var b = lab["b"];
        (await b.ErrorOfAsync($"BACKUP DATABASE d TO DISK = N'{lab.Share("full.bak")}'")).ShouldBe(3059);
        (await b.ErrorOfAsync($"BACKUP LOG d TO DISK = N'{lab.Share("copy.trn")}' WITH COPY_ONLY")).ShouldBe(3059);
        (await b.ErrorOfAsync($"BACKUP LOG d TO DISK = N'{lab.Share("tail.trn")}' WITH NORECOVERY")).ShouldBe(3059);
        (await lab["a"].ErrorOfAsync($"BACKUP LOG d TO DISK = N'{lab.Share("tail.trn")}' WITH NORECOVERY")).ShouldBe(1468);
        (await lab["a"].ErrorOfAsync($"RESTORE DATABASE d FROM DISK = N'{lab.Share("d.bak")}' WITH REPLACE")).ShouldBe(3104);
        (await b.ErrorOfAsync("RESTORE DATABASE d WITH RECOVERY")).ShouldBe(3104);
        await b.DoAsync($"BACKUP DATABASE d TO DISK = N'{lab.Share("copy.bak")}' WITH COPY_ONLY");

        await b.DoAsync("ALTER DATABASE d SET HADR SUSPEND");
        var refused = await b.RunAsync($"BACKUP LOG d TO DISK = N'{lab.Share("late.trn")}'");
        refused.Errors.Select(error => error.Number).ShouldBe([35250, 3013]);
    }

    [Fact]
    [Trait("Fact", "C7.10")]
    public async Task BasicGroup_Secondary_TakesNoBackups()
    {
        await using var lab = new EngineFixture();
        await lab.BuildGroupAsync(definition => definition with { IsBasic = true }, "a", "b");
        (await lab["b"].ErrorOfAsync($"BACKUP LOG d TO DISK = N'{lab.Share("log.trn")}'")).ShouldBe(3059);
        (await lab["b"].ErrorOfAsync($"BACKUP DATABASE d TO DISK = N'{lab.Share("copy.bak")}' WITH COPY_ONLY")).ShouldBe(3059);
    }

    [Fact]
    [Trait("Fact", "C7.8")]
    public async Task Preference_IsAdviceThatEachReplicaGives()
    {
        await using var lab = new EngineFixture();
        await lab.BuildGroupAsync("a", "b");
        (await AdviceAsync(lab)).ShouldBe((false, true));
        await lab["a"].DoAsync("ALTER AVAILABILITY GROUP ag SET (AUTOMATED_BACKUP_PREFERENCE = PRIMARY)");
        await Eventually.IsTrueAsync("b knows", () => lab["b"].Group().Configuration.BackupPreference == BackupPreference.Primary);
        (await AdviceAsync(lab)).ShouldBe((true, false));
        await lab["b"].DoAsync($"BACKUP LOG d TO DISK = N'{lab.Share("seeded.trn")}'");
        await lab["a"].DoAsync($"BACKUP LOG d TO DISK = N'{lab.Share("first.trn")}'");
        await Eventually.IsTrueAsync("b has it", () => lab["b"].GetDatabase("d").RedoLsn >= lab["a"].GetDatabase("d").RedoLsn);
        await lab["b"].DoAsync($"BACKUP LOG d TO DISK = N'{lab.Share("anyway.trn")}'");
    }

    [Fact]
    public void Preferred_ByPreferenceThenPriorityThenName_IsOneOrNone()
    {
        BackupCandidate[] all = [new("p", 90, true), new("x", 50, false), new("b", 50, false)];
        BackupCandidate.Preferred(BackupPreference.Primary, all).ShouldBe("p");
        BackupCandidate.Preferred(BackupPreference.Secondary, all).ShouldBe("b");
        BackupCandidate.Preferred(BackupPreference.SecondaryOnly, all).ShouldBe("b");
        BackupCandidate.Preferred(BackupPreference.None, all).ShouldBe("p");
        BackupCandidate.Preferred(BackupPreference.Secondary, all[..1]).ShouldBe("p");
        BackupCandidate.Preferred(BackupPreference.SecondaryOnly, all[..1]).ShouldBeNull();
    }

    private static async Task<(bool A, bool B)> AdviceAsync(EngineFixture lab)
    {
        const string question = "SELECT sys.fn_hadr_backup_is_preferred_replica(N'd') AS preferred";
        return ((bool)(await lab["a"].QueryAsync(question)).Single()["preferred"]!, (bool)(await lab["b"].QueryAsync(question)).Single()["preferred"]!);
    }
}
