using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Engine.Diagnostics;
using ChatDr.Simulator.Engine.Storage;
using ChatDr.Simulator.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatDr.Simulator.Tests.Engine;

public class RecoveryTests
{
    [Fact]
    public async Task Log_CutAtAnyByte_RecoversWholeTransactionsOnly()
    {
        await using var lab = new EngineFixture();
        var instance = await lab.StartAsync("a");
        await EngineFixture.CreateDatabaseAsync(instance, "d");
        var database = instance.GetDatabase("d");
        var folder = Path.Combine(lab.Share("a"), "databases", database.File.DatabaseGuid.ToString("N"));
        var lengths = new List<long>();
        for (var i = 0; i < 5; i++)
        {
            await EngineFixture.InsertAsync(database, $"m{i}");
            lengths.Add(new FileInfo(Path.Combine(folder, "log")).Length);
        }

        instance.Crash();
        var whole = await File.ReadAllBytesAsync(Path.Combine(folder, "log"));
        var files = new DiskFileSystem(flushToDisk: false);
        using var errors = new ErrorLog(lab.Share("errors"), TimeProvider.System, NullLogger.Instance);
        var environment = new DatabaseEnvironment(files, TimeProvider.System, new SimulatorFaults(), errors);
        for (var cut = (int)lengths[0]; cut <= whole.Length; cut++)
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, "log"), whole[..cut]);
            using var recovered = Database.Open(new DatabaseFolder(files, folder), environment);
            EngineFixture.Bodies(recovered).Length.ShouldBe(lengths.Count(length => length <= cut), $"cut at {cut}");
        }
    }

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

    [Fact]
    public void Lsn_AsNumeric_ReadsBack() => Lsn.FromNumeric(Lsn.First.After(2000).ToNumeric()).ShouldBe(Lsn.First.After(2000));
}
