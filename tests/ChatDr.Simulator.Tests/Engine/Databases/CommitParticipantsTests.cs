using ChatDr.Simulator.Engine.Storage;

namespace ChatDr.Simulator.Tests.Engine.Databases;

/// <summary>The copies that commits wait for (docs/sql-server-facts.md D).</summary>
public sealed class CommitParticipantsTests
{
    /// <summary>
    /// What was read of a secondary before it acknowledged must not take the place of its acknowledgement: nothing more is sent that could tell it again, so a
    /// commit that waits for another secondary, too, would wait for ever.
    /// </summary>
    [Fact]
    public async Task SetParticipants_WhileOneAcknowledges_KeepsTheAcknowledgement()
    {
        using var lab = new DatabaseLab();
        using var database = await lab.CreateAsync();
        var before = new Dictionary<string, Lsn> { ["b"] = database.EndOfLog, ["c"] = database.EndOfLog };
        database.SetParticipants(before);
        var insert = EngineFixture.InsertAsync(database, "waits");
        await Eventually.IsTrueAsync("the commit is in the log", () => database.EndOfLog > before["b"]);
        var end = database.EndOfLog;
        var acknowledging = new Thread(() => database.NoteHardened("b", end));

        database.SetParticipants(() =>
        {
            acknowledging.Start();
            SpinWait.SpinUntil(() => acknowledging.ThreadState is ThreadState.WaitSleepJoin or ThreadState.Stopped, TimeSpan.FromSeconds(20)).ShouldBeTrue();
            return (before, false);
        });

        acknowledging.Join(TimeSpan.FromSeconds(20)).ShouldBeTrue();
        insert.IsCompleted.ShouldBeFalse();
        database.NoteHardened("c", end);
        await insert.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task SetParticipants_NothingToSet_LeavesThemAsTheyAre()
    {
        using var lab = new DatabaseLab();
        using var database = await lab.CreateAsync();
        var before = database.EndOfLog;
        database.SetParticipants(new Dictionary<string, Lsn> { ["b"] = before });
        var insert = EngineFixture.InsertAsync(database, "waits");
        await Eventually.IsTrueAsync("the commit is in the log", () => database.EndOfLog > before);

        database.SetParticipants(() => null);

        insert.IsCompleted.ShouldBeFalse();
        database.NoteHardened("b", database.EndOfLog);
        await insert.WaitAsync(TimeSpan.FromSeconds(20));
    }
}
