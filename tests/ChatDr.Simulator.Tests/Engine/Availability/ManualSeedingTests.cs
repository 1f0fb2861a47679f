using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Availability;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Engine.Storage;

namespace ChatDr.Simulator.Tests.Engine.Availability;

/// <summary>SEEDING_MODE = MANUAL: a copy restored WITH NORECOVERY joins where its log goes on.</summary>
public class ManualSeedingTests
{
    [Fact]
    [Trait("Fact", "1478")]
    [Trait("Fact", "35279")]
    [Trait("Fact", "35250")]
    public async Task Copy_RestoredWithItsLogs_JoinsAndWithoutThemIsRefused()
    {
        await using var lab = new EngineFixture();
        await BuildAsync(lab);
        var (a, b) = (lab["a"], lab["b"]);
        await EngineFixture.InsertAsync(a.GetDatabase("d"), "in the log").WaitAsync(TimeSpan.FromSeconds(20));
        a.BackupLog("d", lab.Share("d.trn"), new());
        await EngineFixture.InsertAsync(a.GetDatabase("d"), "after it").WaitAsync(TimeSpan.FromSeconds(20));
        b.RestoreDatabase("d", lab.Share("d.bak"), new() { NoRecovery = true });

        (await b.ErrorOfAsync("ALTER DATABASE d SET HADR AVAILABILITY GROUP = ag")).ShouldBe(1478);
        (await File.ReadAllTextAsync(b.ErrorLog.CurrentFile)).ShouldContain("Error: 35279");
        b.RestoreLog("d", lab.Share("d.trn"), new() { NoRecovery = true });
        await b.DoAsync("ALTER DATABASE d SET HADR AVAILABILITY GROUP = ag");
        await EngineFixture.SynchronizedAsync(a, "b");
        EngineFixture.Bodies(b.GetDatabase("d")).ShouldBe(["in the log", "after it"]);

        await b.DoAsync("ALTER DATABASE d SET HADR OFF");
        b.GetDatabase("d").Status.ShouldBe(DatabaseStatus.Restoring);
        await EngineFixture.InsertAsync(a.GetDatabase("d"), "without b").WaitAsync(TimeSpan.FromSeconds(20));
        lab.Cut("a", "b");
        (await b.ErrorOfAsync("ALTER DATABASE d SET HADR AVAILABILITY GROUP = ag")).ShouldBe(35250);
    }

    [Fact]
    public async Task Copy_RestoredFromAFullBackupAlone_LacksTheLogOfTheNextBackup()
    {
        await using var lab = new EngineFixture();
        await BuildAsync(lab);
        var (a, b) = (lab["a"], lab["b"]);
        b.RestoreDatabase("d", lab.Share("d.bak"), new() { NoRecovery = true });
        await b.DoAsync("ALTER DATABASE d SET HADR AVAILABILITY GROUP = ag");
        await EngineFixture.SynchronizedAsync(a, "b");

        (await b.ErrorOfAsync($"BACKUP LOG d TO DISK = N'{lab.Share("b.trn")}'")).ShouldBe(35294);
        a.BackupLog("d", lab.Share("a.trn"), new());
        await Eventually.IsTrueAsync("b has it", () => b.GetDatabase("d").RedoLsn >= a.GetDatabase("d").RedoLsn);
        await b.DoAsync($"BACKUP LOG d TO DISK = N'{lab.Share("b.trn")}'");
    }

    [Fact]
    public async Task AnotherDatabase_OfTheName_IsRefused()
    {
        await using var lab = new EngineFixture();
        await BuildAsync(lab);
        await EngineFixture.CreateDatabaseAsync(lab["b"], "d");
        (await lab["b"].ErrorOfAsync("ALTER DATABASE d SET HADR AVAILABILITY GROUP = ag")).ShouldBe(1464);
        lab["b"].BackupDatabase("d", lab.Share("other.bak"), new());
        lab["b"].RestoreDatabase("d", lab.Share("other.bak"), new() { NoRecovery = true, Replace = true });

        (await lab["b"].ErrorOfAsync("ALTER DATABASE d SET HADR AVAILABILITY GROUP = ag")).ShouldBe(1408);
        (await lab["b"].ErrorOfAsync("ALTER DATABASE nowhere SET HADR AVAILABILITY GROUP = ag")).ShouldBe(5011);
        lab["b"].GetDatabase("d").Status.ShouldBe(DatabaseStatus.Restoring);
    }

    [Theory]
    [InlineData(20, 20, 10, true, null)]
    [InlineData(20, 20, 20, true, null)]
    [InlineData(20, 20, 21, true, 1478)]
    [InlineData(20, 20, 10, false, 1412)]
    [InlineData(15, 20, 10, true, 1408)]
    [InlineData(0, 20, 10, true, 1408)]
    public void Refusal_ByWhereTheLogsMeet_IsTheNumberOfTheReason(int common, int end, int lastLogBackup, bool isKept, int? number) =>
        JoinRules.Refusal(At(common), At(end), At(lastLogBackup), isKept).ShouldBe(number);

    private static Lsn At(int block) => new((ulong)block << 12);

    private static async Task BuildAsync(EngineFixture lab)
    {
        var peers = await lab.StartPeersAsync("a", "b");
        await peers[0].AvailabilityGroups.CreateAsync(
            new() { Name = "ag", Replicas = [.. new[] { "a", "b" }.Select(name => EngineFixture.Replica(name) with { IsAutomaticSeeding = false })] }, default);
        await peers[1].AvailabilityGroups.JoinAsync("ag", ClusterType.External, default);
        await EngineFixture.CreateDatabaseAsync(peers[0], "d");
        peers[0].BackupDatabase("d", lab.Share("d.bak"), new());
        await peers[0].AvailabilityGroups.AddDatabaseAsync("ag", "d", default);
        await Eventually.IsTrueAsync("b knows of d", () => peers[1].Group().Configuration.Databases.Count == 1);
    }
}
