using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Engine.Storage;

namespace ChatDr.Simulator.Tests.Engine.Availability;

public class AutomaticSeedingTests
{
    [Fact]
    public async Task Image_LargerThanAPiece_ComesWholeAndTheViewTells()
    {
        await using var lab = new EngineFixture();
        await lab.BuildGroupAsync("a", "b");
        var (a, b) = (lab["a"], lab["b"]);
        await EngineFixture.CreateDatabaseAsync(a, "large");
        await FillAsync(a.GetDatabase("large"), 24_000);
        a.BackupDatabase("large", lab.Share("large.bak"), new());

        await a.DoAsync("ALTER AVAILABILITY GROUP ag ADD DATABASE large");

        await Eventually.IsTrueAsync(
            "it is there", () => a.Group().Configuration.Databases.Any(database => database.Name == "large" && database.Synchronized.Contains("b")));
        EngineFixture.Bodies(b.GetDatabase("large")).ShouldBe(EngineFixture.Bodies(a.GetDatabase("large")));
        var seeding = (await a.QueryAsync("SELECT current_state, is_source, performed_seeding, failure_state, number_of_attempts, start_time, completion_time FROM sys.dm_hadr_automatic_seeding"))[^1];
        (seeding["current_state"], seeding["is_source"], seeding["performed_seeding"], seeding["failure_state"], seeding["number_of_attempts"])
            .ShouldBe(("COMPLETED", true, true, 0, 1));
        var operation = a.Group().Links.Single().Seedings[^1];
        operation.Total.ShouldBeGreaterThan(2 << 20);
        operation.Transferred.ShouldBe(operation.Total);
        (await a.QueryAsync("SELECT local_database_name FROM sys.dm_hadr_physical_seeding_stats")).ShouldBeEmpty();
        Directory.GetFiles(b.Options.DataDirectory, "seed*").ShouldBeEmpty();
    }

    [Fact]
    public async Task Seeding_WithoutPermissionOrOverAnotherDatabase_IsNotDone()
    {
        await using var lab = new EngineFixture();
        await lab.BuildGroupAsync("a", "b");
        var (a, b) = (lab["a"], lab["b"]);
        await b.DoAsync("ALTER AVAILABILITY GROUP ag DENY CREATE ANY DATABASE");
        b.CreateDatabase("two");
        foreach (var name in new[] { "one", "two" })
        {
            a.CreateDatabase(name);
            a.BackupDatabase(name, lab.Share($"{name}.bak"), new());
            await a.DoAsync($"ALTER AVAILABILITY GROUP ag ADD DATABASE {name}");
        }

        var link = a.Group().Links.Single();
        await Eventually.IsTrueAsync("both are refused", () => link.StateOf("one").Problem.Length > 0 && link.StateOf("two").Problem.Length > 0);
        b.FindDatabase("one").ShouldBeNull();
        b.GetDatabase("two").File.AvailabilityGroup.ShouldBeNull();
        await b.DoAsync("ALTER AVAILABILITY GROUP ag GRANT CREATE ANY DATABASE");
        await Eventually.IsTrueAsync("one is seeded", () => b.FindDatabase("one") is not null);
        link.StateOf("two").Problem.ShouldContain("not in the group");
    }

    [Theory]
    [InlineData(false, 0, null)]
    [InlineData(true, 12, null)]
    [InlineData(true, 0, "before")]
    [InlineData(true, 0, "after")]
    public async Task Copy_SeededAndThenPrimary_GoesOnWithTheLogChain(bool hasLogBackup, int moreLog, string? crash)
    {
        await using var lab = new EngineFixture();
        await lab.BuildGroupAsync("a", "b", "w");
        var (a, logs) = (lab["a"], new List<string>());
        await EngineFixture.CreateDatabaseAsync(a, "late");
        await EngineFixture.InsertAsync(a.GetDatabase("late"), "in the full backup");
        a.BackupDatabase("late", lab.Share("late.bak"), new());
        await EngineFixture.InsertAsync(a.GetDatabase("late"), "after it");
        var last = a.ReadHeaders(lab.Share("late.bak"))[0].Header.CheckpointLsn;
        if (hasLogBackup)
        {
            last = a.BackupLog("late", lab.Share("a.trn"), new()).Header.LastLsn;
            logs.Add("a.trn");
        }

        await EngineFixture.InsertAsync(a.GetDatabase("late"), "before the seeding");
        await FillInPartsAsync(a.GetDatabase("late"), moreLog);
        a.GetDatabase("late").TakeSeed().LogBytes.ShouldBeGreaterThan(moreLog > 0 ? 2 << 20 : 0);
        await a.DoAsync("ALTER AVAILABILITY GROUP ag ADD DATABASE late");
        await EngineFixture.SynchronizedAsync(a, "b");
        if (crash == "before")
        {
            lab["b"].Crash();
            await Eventually.IsTrueAsync("a goes on without b", () => !a.Group().Configuration.IsSynchronized("b"));
            await EngineTools.FollowAsync(await lab.StartAsync("b"));
            await EngineFixture.SynchronizedAsync(a, "b");
        }

        await EngineFixture.InsertAsync(a.GetDatabase("late"), "after the seeding").WaitAsync(TimeSpan.FromSeconds(30));
        a.Group().TakeOffline();
        await lab["b"].AvailabilityGroups.FailOverAsync("ag", false, true, default);
        if (crash == "after")
        {
            await lab.CrashAndRestartAsync("b");
            await Eventually.IsTrueAsync("b may be primary again", async () => await TryFailOverAsync(lab["b"]));
        }

        await Eventually.IsTrueAsync("b serves", () => lab["b"].GetDatabase("late").AccessError() is null);
        var log = lab["b"].BackupLog("late", lab.Share("b.trn"), new()).Header;
        log.FirstLsn.ShouldBe(last);
        var target = await lab.StartAsync("c");
        target.RestoreDatabase("late", lab.Share("late.bak"), new() { NoRecovery = true });
        logs.ForEach(file => target.RestoreLog("late", lab.Share(file), new() { NoRecovery = true }));
        target.RestoreLog("late", lab.Share("b.trn"), new());
        var bodies = EngineFixture.Bodies(target.GetDatabase("late"));
        bodies.ShouldBe(EngineFixture.Bodies(lab["b"].GetDatabase("late")), ignoreOrder: true);
        foreach (var body in new[] { "in the full backup", "after it", "before the seeding", "after the seeding" })
        {
            bodies.ShouldContain(body);
        }
    }

    [Fact]
    public async Task Copy_SeededAndThenPrimary_IsFollowedByTheOldOneAndKeepsItsLogUntilItIsBackedUp()
    {
        await using var lab = new EngineFixture();
        await lab.BuildGroupAsync("a", "b", "w");
        var (a, b) = (lab["a"], lab["b"]);
        var chain = a.GetDatabase("d").Read(image => image.LastLogBackupLsn)!.Value;
        await EngineFixture.InsertAsync(a.GetDatabase("d"), "on a").WaitAsync(TimeSpan.FromSeconds(30));
        var seeded = b.GetDatabase("d");
        seeded.ReadLog(chain, 1).ShouldNotBeNull();
        a.Group().TakeOffline();
        await b.AvailabilityGroups.FailOverAsync("ag", false, true, default);
        await Eventually.IsTrueAsync("b serves", () => seeded.AccessError() is null);
        seeded.Checkpoint();
        seeded.ReadLog(chain, 1).ShouldNotBeNull("the next log backup needs it");
        seeded.LogReuseWait.ShouldBe(LogReuseWait.LogBackup);
        await EngineTools.FollowAsync(a);
        await EngineFixture.SynchronizedAsync(b, "a");
        await EngineFixture.InsertAsync(seeded, "on b").WaitAsync(TimeSpan.FromSeconds(30));

        b.BackupLog("d", lab.Share("d.trn"), new());
        await Eventually.IsTrueAsync(
            "a has it all", () => a.GetDatabase("d").Read(image => image.LastLogBackupLsn) > chain && a.GetDatabase("d").EndOfLog == seeded.EndOfLog);
        await Eventually.IsTrueAsync(
            "nothing is held any more", () =>
            {
                seeded.Checkpoint();
                return seeded.ReadLog(chain, 1) is null;
            });
        EngineFixture.Bodies(a.GetDatabase("d")).ShouldBe(["on a", "on b"]);
    }

    private static async Task<bool> TryFailOverAsync(Instance instance)
    {
        try
        {
            await instance.AvailabilityGroups.FailOverAsync("ag", false, true, default);
            return true;
        }
        catch (SqlErrorException)
        {
            return false;
        }
    }

    /// <summary>Log of several pieces, and at last one record that is longer than a piece.</summary>
    private static async Task FillInPartsAsync(Database database, int parts)
    {
        for (var part = 0; part < parts; part++)
        {
            await FillAsync(database, part < parts - 1 ? 1_000 : 12_000, part);
        }
    }

    private static async Task FillAsync(Database database, int rows, int part = 0)
    {
        var transaction = database.Begin();
        var table = database.FindTable("dbo", "t")!;
        for (var i = 0; i < rows; i++)
        {
            await database.InsertAsync(transaction, table, [null, $"{part}-{i}-{new string('x', 85)}"], CancellationToken.None);
        }

        await database.CommitAsync(transaction, CancellationToken.None);
    }
}
