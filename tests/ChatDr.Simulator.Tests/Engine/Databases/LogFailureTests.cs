using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Tests.Engine.Storage;

namespace ChatDr.Simulator.Tests.Engine.Databases;

public class LogFailureTests
{
    [Fact]
    public async Task Write_FailingOnceAtAnyPlace_LeavesMemoryAsTheLogIs()
    {
        for (var place = 0; place < 14; place++)
        {
            FailingWrites? writes = null;
            using var lab = new DatabaseLab(files => writes = new FailingWrites(files));
            using var database = await lab.CreateAsync();
            var acknowledged = new List<string>();
            var refused = new List<string>();
            writes!.FailOnce(place);
            for (var i = 0; i < 12; i++)
            {
                if (i == 6)
                {
                    database.Checkpoint();
                }

                try
                {
                    await EngineFixture.InsertAsync(database, $"m{i}");
                    acknowledged.Add($"m{i}");
                }
                catch (SqlErrorException e)
                {
                    e.Number.ShouldBe(9002);
                    refused.Add($"m{i}");
                }
            }

            EngineFixture.Bodies(database).ShouldBe(acknowledged, ignoreOrder: false, $"write {place} fails");
            refused.Count.ShouldBeLessThanOrEqualTo(1);
            lab.Errors.ShouldContain(line => line.Contains("17053", StringComparison.Ordinal));
            var content = DatabaseLab.Content(database);
            database.Dispose();
            using var recovered = lab.Open();
            recovered.Damage.ShouldBeNull();
            EngineFixture.Bodies(recovered).ShouldBe(acknowledged, ignoreOrder: false, $"write {place} failed");
            DatabaseLab.Content(recovered).Split('\n')[0].ShouldBe(content.Split('\n')[0]);
        }
    }

    [Fact]
    public async Task Write_FailingForAllThatWait_RefusesThemAllAndNothingOfThemStays()
    {
        using var lab = new DatabaseLab();
        using var database = await lab.CreateAsync();
        await EngineFixture.InsertAsync(database, "before");
        lab.Faults.IsDiskFull = true;
        var commits = Enumerable.Range(0, 20).Select(i => Task.Run(() => EngineFixture.InsertAsync(database, $"m{i}"))).ToArray();
        foreach (var commit in commits)
        {
            (await Should.ThrowAsync<SqlErrorException>(() => commit)).Errors[0].ShouldSatisfyAllConditions(
                error => error.Number.ShouldBe(9002),
                error => error.Severity.ShouldBe((byte)17));
        }

        EngineFixture.Bodies(database).ShouldBe(["before"]);
        database.ActiveTransactions.ShouldBe(0);
        lab.Faults.IsDiskFull = false;
        await EngineFixture.InsertAsync(database, "m1");
        EngineFixture.Bodies(database).ShouldBe(["before", "m1"]);
        lab.Errors.ShouldContain(line => line.Contains("112 (There is not enough space on the disk.)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Write_ThatCannotBeTakenBack_StopsTheDatabaseWith9001UntilItIsOnlineAgain()
    {
        FailingWrites? writes = null;
        using var lab = new DatabaseLab(files => writes = new FailingWrites(files));
        using var database = await lab.CreateAsync();
        await EngineFixture.InsertAsync(database, "before");
        (writes!.Fails, writes.CannotTakeBack) = (true, true);

        var refusal = await Should.ThrowAsync<SqlErrorException>(() => EngineFixture.InsertAsync(database, "unknown"));

        refusal.Errors[0].Number.ShouldBe(9001);
        refusal.Errors[0].Severity.ShouldBe((byte)21, "the outcome is not known, so the connection ends");
        database.Status.ShouldBe(DatabaseStatus.RecoveryPending);
        (await Should.ThrowAsync<SqlErrorException>(() => EngineFixture.InsertAsync(database, "later"))).Number.ShouldBe(945);
        (writes.Fails, writes.CannotTakeBack) = (false, false);
        database.Reopen();
        database.Status.ShouldBe(DatabaseStatus.Online);
        EngineFixture.Bodies(database).ShouldBe(["before"], ignoreOrder: false, "half a record is a torn tail");
        await EngineFixture.InsertAsync(database, "after");
    }

    [Fact]
    public async Task Disk_BrokenRatherThanFull_StopsTheDatabaseAndLosesNothingAcknowledged()
    {
        FailingWrites? writes = null;
        using var lab = new DatabaseLab(files => writes = new FailingWrites(files));
        using var database = await lab.CreateAsync();
        await EngineFixture.InsertAsync(database, "before");
        (writes!.Fails, writes.Error) = (true, 5);

        (await Should.ThrowAsync<SqlErrorException>(() => EngineFixture.InsertAsync(database, "lost"))).Number.ShouldBe(9001);

        writes.Fails = false;
        database.Reopen();
        EngineFixture.Bodies(database).ShouldBe(["before"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Commits_OnASlowDisk_ShareItsWrites(bool flush)
    {
        CountingWrites? writes = null;
        using var lab = new DatabaseLab(files => writes = new CountingWrites(files), flush);
        using var database = await lab.CreateAsync();
        lab.Faults.LogWriteDelay = TimeSpan.FromMilliseconds(200);
        var before = writes!.Writes;
        writes.Hold();

        var inserts = Enumerable.Range(0, 40).Select(i => EngineFixture.InsertAsync(database, $"m{i}")).ToArray();
        writes.Release();
        await Task.WhenAll(inserts);

        (writes.Writes - before).ShouldBeLessThanOrEqualTo(2, "those who commit while a write is awaited go with it or with the next one");
        EngineFixture.Bodies(database).Length.ShouldBe(40);
    }
}
