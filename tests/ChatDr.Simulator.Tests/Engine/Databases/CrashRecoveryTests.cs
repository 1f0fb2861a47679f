using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Backups;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Engine.Storage;

namespace ChatDr.Simulator.Tests.Engine.Databases;

public class CrashRecoveryTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Commit_IntoATableThatWasDroppedMeanwhile_GoesWithTheTable()
    {
        using var lab = new DatabaseLab();
        using var database = await lab.CreateAsync();
        var table = database.FindTable("dbo", "t")!;
        var transaction = database.Begin();
        await database.DropTableAsync(table, CancellationToken.None);
        await database.InsertAsync(transaction, table, [null, "m"], CancellationToken.None);

        await database.CommitAsync(transaction, CancellationToken.None).AsTask().WaitAsync(Patience);
        await database.TruncateTableAsync(table, CancellationToken.None).AsTask().WaitAsync(Patience);
        await database.SetIndexesAsync(table, [], CancellationToken.None).AsTask().WaitAsync(Patience);

        await EngineFixture.CreateTableAsync(database, "other").WaitAsync(Patience);
        var content = DatabaseLab.Content(database);
        database.Dispose();
        using var recovered = lab.Open();
        recovered.Damage.ShouldBeNull();
        DatabaseLab.Content(recovered).ShouldBe(content);
    }

    [Fact]
    public async Task DropTable_WhileATransactionHasChangesInIt_WaitsForItsEnd()
    {
        using var lab = new DatabaseLab();
        using var database = await lab.CreateAsync();
        var table = database.FindTable("dbo", "t")!;
        var transaction = database.Begin();
        await database.InsertAsync(transaction, table, [null, "m"], CancellationToken.None);

        var drop = database.DropTableAsync(table, CancellationToken.None).AsTask();
        drop.IsCompleted.ShouldBeFalse();
        await database.CommitAsync(transaction, CancellationToken.None).AsTask().WaitAsync(Patience);

        await drop.WaitAsync(Patience);
        database.FindTable("dbo", "t").ShouldBeNull();
    }

    [Fact]
    public async Task CreateTable_TwiceAtOnce_TheSecondIsRefused2714()
    {
        using var lab = new DatabaseLab();
        using var database = await lab.CreateAsync();
        lab.Faults.Freeze();
        var first = EngineFixture.CreateTableAsync(database, "twice");
        var second = EngineFixture.CreateTableAsync(database, "twice");
        lab.Faults.Unfreeze();

        await first.WaitAsync(Patience);
        (await Should.ThrowAsync<SqlErrorException>(() => second.WaitAsync(Patience))).Number.ShouldBe(2714);
    }

    [Fact]
    public async Task UniqueIndex_MadeWhileDuplicatesAreBeingCommitted_IsRefused1505()
    {
        using var lab = new DatabaseLab();
        using var database = await lab.CreateAsync();
        var table = database.FindTable("dbo", "t")!;
        await database.SetIndexesAsync(table, [], CancellationToken.None);
        lab.Faults.Freeze();
        var commits = Task.WhenAll(EngineFixture.InsertAsync(database, "twice"), EngineFixture.InsertAsync(database, "twice"));
        var index = database.SetIndexesAsync(table, [new("uq", [1], true, false, true)], CancellationToken.None).AsTask();
        lab.Faults.Unfreeze();

        await commits.WaitAsync(Patience);
        (await Should.ThrowAsync<SqlErrorException>(() => index.WaitAsync(Patience))).Number.ShouldBe(1505);
        EngineFixture.Bodies(database).ShouldBe(["twice", "twice"]);
        await EngineFixture.InsertAsync(database, "once").WaitAsync(Patience);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(8)]
    [InlineData(13)]
    public async Task Log_OfEveryKindOfRecord_CutAnywhere_RecoversWhatWasOnDiskBeforeTheCut(int checkpointAfter)
    {
        using var lab = new DatabaseLab();
        var database = await lab.CreateAsync();
        var states = new List<(long Length, string Content)> { StateOf(database, lab) };
        var steps = StepsOfEveryKind(database);
        for (var i = 0; i < steps.Length; i++)
        {
            await steps[i]();
            if (i == checkpointAfter)
            {
                database.Checkpoint();
                states.Clear();
            }

            states.Add(StateOf(database, lab));
        }

        database.Dispose();
        var whole = await File.ReadAllBytesAsync(lab.Folder.Log);
        var first = states[0].Length;
        int[] cuts =
            [.. states.SelectMany(state => (long[])[state.Length - 9, state.Length - 1, state.Length, state.Length + 1, state.Length + 19, state.Length + 21])
            .Where(cut => cut >= first && cut <= whole.Length).Distinct().Select(cut => (int)cut)];
        foreach (var cut in cuts)
        {
            await File.WriteAllBytesAsync(lab.Folder.Log, whole[..cut]);
            using var recovered = lab.Open();
            recovered.Damage.ShouldBeNull($"cut at {cut}");
            DatabaseLab.Content(recovered).ShouldBe(states.Last(state => state.Length <= cut).Content, $"cut at {cut}");
        }
    }

    [Fact]
    public async Task Recovery_OfACopyWhoseRecoveryWasInterrupted_EndsOnline()
    {
        using var lab = new DatabaseLab();
        var database = await lab.CreateAsync();
        await EngineFixture.InsertAsync(database, "kept");
        database.ChangeFile(file => file with { Status = DatabaseStatus.Recovering });
        database.Dispose();

        using var recovered = lab.Open();

        recovered.Status.ShouldBe(DatabaseStatus.Online);
        EngineFixture.Bodies(recovered).ShouldBe(["kept"]);
    }

    [Fact]
    public async Task Log_AcrossRestarts_NeverNumbersBackwards()
    {
        using var lab = new DatabaseLab();
        var database = await lab.CreateAsync();
        var last = database.EndOfLog;
        for (var i = 0; i < 5; i++)
        {
            await EngineFixture.InsertAsync(database, $"m{i}");
            database.EndOfLog.ShouldBeGreaterThan(last);
            last = database.EndOfLog;
            if (i % 2 == 0)
            {
                database.Checkpoint();
            }

            database.Dispose();
            database = lab.Open();
            database.EndOfLog.ShouldBe(last);
        }

        database.Dispose();
    }

    private static (long Length, string Content) StateOf(Database database, DatabaseLab lab) =>
        (new FileInfo(lab.Folder.Log).Length, DatabaseLab.Content(database));

    /// <summary>
    /// One record each: rows, definitions, users, the recovery model, branches of both kinds, marks of backups of both kinds, a checkpoint's own record.
    /// </summary>
    private static Func<Task>[] StepsOfEveryKind(Database database)
    {
        BackupHeader? header = null;
        HeldLog? held = null;
        Table Table(string name = "t") => database.FindTable("dbo", name)!;
        return
        [
            () => EngineFixture.InsertAsync(database, "one"),
            () => InsertManyAsync(database),
            () => ChangeAsync(database),
            () => EngineFixture.CreateTableAsync(database, "other"),
            () => database.SetIndexesAsync(Table(), [.. Table().Definition.Indexes, new("ix", [1], false, false, false)], default).AsTask(),
            () => database.PutUserAsync(new DatabaseUser { Name = "u", Sid = "0A", Roles = ["db_datareader"] }, default).AsTask(),
            () => Now(() => (header, _, held) = database.BeginFullBackup(BackupTemplates.Of(database))),
            () => Now(() => database.NoteFullBackup(header!, held!)),
            () => Now(() => database.NoteLogBackup(database.RedoLsn, new HeldLog(database.RedoLsn))),
            () => Now(() => database.BeginBranch(isRecoveryFork: false)),
            () => EngineFixture.InsertAsync(database, new string('x', 1500)),
            () => Now(() => database.BeginBranch(isRecoveryFork: true)),
            () => database.TruncateTableAsync(Table("other"), default).AsTask(),
            () => database.CommitAsync(new SetRecovery(RecoveryModel.Simple), default).AsTask(),
            () => database.CommitAsync(new SetRecovery(RecoveryModel.BulkLogged), default).AsTask(),
            () => database.DropTableAsync(Table("other"), default).AsTask(),
            () => database.DropUserAsync("u", default).AsTask(),
            () => EngineFixture.InsertAsync(database, "last"),
        ];
    }

    private static Task Now(Action step)
    {
        step();
        return Task.CompletedTask;
    }

    private static async Task InsertManyAsync(Database database)
    {
        var table = database.FindTable("dbo", "t")!;
        var transaction = database.Begin();
        for (var i = 0; i < 5; i++)
        {
            await database.InsertAsync(transaction, table, [null, $"many {i}"], default);
        }

        await database.CommitAsync(transaction, default);
    }

    private static async Task ChangeAsync(Database database)
    {
        var table = database.FindTable("dbo", "t")!;
        var transaction = database.Begin();
        var rows = table.Rows.Values.ToArray();
        await database.UpdateAsync(transaction, table, rows[0].Id, [rows[0].Values[0], "changed"], default);
        await database.DeleteAsync(transaction, table, rows[1].Id, default);
        await database.CommitAsync(transaction, default);
    }
}
