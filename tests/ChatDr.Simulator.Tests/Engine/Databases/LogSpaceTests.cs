using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Engine.Storage;

namespace ChatDr.Simulator.Tests.Engine.Databases;

public class LogSpaceTests
{
    private static readonly FileSpace Small = new() { Size = 16, MaximumSize = 64, Growth = 16 };

    [Fact]
    public async Task Log_FullUnderFull_Raises9002UntilALogBackup()
    {
        using var lab = new DatabaseLab();
        using var database = await lab.CreateAsync(Small);
        BackUp(database);
        var rows = await FillAsync(database);

        var refusal = await Should.ThrowAsync<SqlErrorException>(() => EngineFixture.InsertAsync(database, "one more"));

        refusal.Errors[0].ShouldSatisfyAllConditions(
            error => error.Number.ShouldBe(9002),
            error => error.Severity.ShouldBe((byte)17),
            error => error.Message.ShouldContain("LOG_BACKUP"));
        database.LogReuseWait.ShouldBe(LogReuseWait.LogBackup);
        database.File.Log.Size.ShouldBe(64);
        EngineFixture.Bodies(database).Length.ShouldBe(rows);
        database.ActiveTransactions.ShouldBe(0);
        database.NoteLogBackup(database.RedoLsn, new HeldLog(database.RedoLsn));
        database.LogReuseWait.ShouldBe(LogReuseWait.Nothing);
        await EngineFixture.InsertAsync(database, "one more");
        EngineFixture.Bodies(database).Length.ShouldBe(rows + 1);
    }

    [Fact]
    public async Task Log_UnderSimple_IsCutByCheckpointsAndNeverFull()
    {
        using var lab = new DatabaseLab();
        using var database = await lab.CreateAsync(Small, RecoveryModel.Simple);
        for (var i = 0; i < 2000; i++)
        {
            await EngineFixture.InsertAsync(database, $"m{i}");
        }

        new FileInfo(lab.Folder.Log).Length.ShouldBeLessThan(64 * FileSpace.PageBytes);
        database.LogReuseWait.ShouldBe(LogReuseWait.Checkpoint);
        database.Checkpoint();
        database.LogReuseWait.ShouldBe(LogReuseWait.Nothing);
        new FileInfo(lab.Folder.Log).Length.ShouldBeLessThan(FileSpace.PageBytes);
    }

    [Fact]
    public async Task Log_BeforeTheFirstFullBackup_IsCutAsUnderSimple()
    {
        using var lab = new DatabaseLab();
        using var database = await lab.CreateAsync(Small);
        for (var i = 0; i < 1500; i++)
        {
            await EngineFixture.InsertAsync(database, $"m{i}");
        }

        database.RecoveryModel.ShouldBe(RecoveryModel.Full);
    }

    [Fact]
    public async Task Log_HeldByAnOpenTransaction_IsFullDueToIt()
    {
        using var lab = new DatabaseLab();
        using var database = await lab.CreateAsync(Small, RecoveryModel.Simple);
        var open = database.Begin();
        await database.InsertAsync(open, database.FindTable("dbo", "t")!, [null, "open"], default);
        await FillAsync(database);

        var refusal = await Should.ThrowAsync<SqlErrorException>(() => EngineFixture.InsertAsync(database, "one more"));

        refusal.Errors[0].Message.ShouldContain("ACTIVE_TRANSACTION");
        database.Rollback(open);
        await EngineFixture.InsertAsync(database, "one more");
    }

    [Fact]
    public async Task Log_HeldForAReplica_IsKeptForIt()
    {
        using var lab = new DatabaseLab();
        using var database = await lab.CreateAsync(model: RecoveryModel.Simple);
        var from = database.EndOfLog;
        database.HoldLog("b", LogReuseWait.AvailabilityReplica, from);
        await EngineFixture.InsertAsync(database, "needed");
        database.Checkpoint();

        database.LogReuseWait.ShouldBe(LogReuseWait.AvailabilityReplica);
        database.ReadLog(from, int.MaxValue).ShouldNotBeNull().Count.ShouldBe(1);
        database.ReleaseLog("b");
        database.Checkpoint();
        database.ReadLog(from, int.MaxValue).ShouldBeNull();
    }

    [Fact]
    public async Task Statement_ThatNeedsMoreLogThanThereIs_IsRefusedBeforeItsCommit()
    {
        using var lab = new DatabaseLab();
        using var database = await lab.CreateAsync(Small);
        var table = database.FindTable("dbo", "t")!;
        var transaction = database.Begin();

        await Should.ThrowAsync<SqlErrorException>(async () =>
        {
            for (var i = 0; i < 100_000; i++)
            {
                await database.InsertAsync(transaction, table, [null, $"{i} {new string('x', 90)}"], default);
            }
        });

        database.Rollback(transaction);
        await EngineFixture.InsertAsync(database, "fits");
    }

    [Theory]
    [InlineData(10, null, 5, false, 11, 15L)]
    [InlineData(10, null, 5, false, 10, 10L)]
    [InlineData(10, 12, 5, false, 12, 12L)]
    [InlineData(10, 12, 5, false, 13, null)]
    [InlineData(10, null, 0, false, 11, null)]
    [InlineData(100, null, 10, true, 101, 110L)]
    public void File_Grows_ByItsStepsUpToItsLimit(long size, int? maximum, long growth, bool isPercent, long pages, long? expected) =>
        (new FileSpace { Size = size, MaximumSize = maximum, Growth = growth, IsPercentGrowth = isPercent }.Grown(pages * FileSpace.PageBytes)?.Size)
            .ShouldBe(expected);

    /// <summary>Inserts until the log is full; returns how many rows there are.</summary>
    private static async Task<int> FillAsync(Database database)
    {
        for (var i = 0; ; i++)
        {
            try
            {
                await EngineFixture.InsertAsync(database, $"fill {i}");
            }
            catch (SqlErrorException e) when (e.Number == 9002)
            {
                i.ShouldBeGreaterThan(100);
                return i;
            }
        }
    }

    private static void BackUp(Database database)
    {
        var (header, _, held) = database.BeginFullBackup(BackupTemplates.Of(database));
        database.NoteFullBackup(header, held);
    }
}
