using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Storage;

namespace ChatDr.Simulator.Tests.Engine;

public class RecoveryTests
{
    [Fact]
    public async Task Crash_AfterCommit_KeepsCommittedAndForgetsOpen()
    {
        await using var lab = new EngineFixture();
        var database = (await lab.StartAsync("a")).CreateDatabase("x");
        await EngineFixture.CreateDatabaseAsync(lab["a"], "d");
        database = lab["a"].GetDatabase("d");
        await EngineFixture.InsertAsync(database, "kept");
        await database.InsertAsync(database.Begin(), database.FindTable("dbo", "t")!, [null, "open"], default);

        var restarted = await lab.CrashAndRestartAsync("a");

        EngineFixture.Bodies(restarted.GetDatabase("d")).ShouldBe(["kept"]);
    }

    [Fact]
    public async Task Insert_OfADuplicate_Raises2627AndWaitsForTheOtherTransaction()
    {
        await using var lab = new EngineFixture();
        await EngineFixture.CreateDatabaseAsync(await lab.StartAsync("a"), "d");
        var database = lab["a"].GetDatabase("d");
        var first = database.Begin();
        await database.InsertAsync(first, database.FindTable("dbo", "t")!, [null, "same"], default);
        var second = EngineFixture.InsertAsync(database, "SAME ");
        second.IsCompleted.ShouldBeFalse();
        await database.CommitAsync(first, default);

        (await Should.ThrowAsync<SqlErrorException>(() => second)).Number.ShouldBe(2627);
    }
}
