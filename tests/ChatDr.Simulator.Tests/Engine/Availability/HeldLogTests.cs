using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Availability;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Engine.Mirroring;
using ChatDr.Simulator.Engine.Storage;
using ChatDr.Simulator.Tests.Engine.Mirroring;

namespace ChatDr.Simulator.Tests.Engine.Availability;

/// <summary>
/// Log that a copy lacks is kept for it (Microsoft Learn, "The transaction log", "Factors that can delay log truncation": DATABASE_MIRRORING,
/// AVAILABILITY_REPLICA).
/// </summary>
public sealed class HeldLogTests
{
    [Fact]
    [Trait("Fact", "D.6")]
    public async Task Secondary_Away_HoldsTheLogAndCatchesUpByIt()
    {
        await using var lab = new EngineFixture();
        await lab.BuildGroupAsync("a", "b", "w");
        var (d, seeded) = (lab["a"].GetDatabase("d"), lab["b"].GetDatabase("d").File.DatabaseGuid);
        var from = d.EndOfLog;
        lab["b"].Crash();
        for (var i = 0; i < 5; i++)
        {
            await EngineFixture.InsertAsync(d, $"m{i}").WaitAsync(TimeSpan.FromSeconds(30));
            lab["a"].BackupLog("d", lab.Share($"{i}.trn"), new());
            d.Checkpoint();
        }

        d.LogReuseWait.ShouldBe(LogReuseWait.AvailabilityReplica);
        d.ReadLog(from, 1).ShouldNotBeNull();

        var b = await lab.StartAsync("b");
        await EngineTools.FollowAsync(b);
        await EngineFixture.SynchronizedAsync(lab["a"], "b");
        b.GetDatabase("d").File.DatabaseGuid.ShouldBe(seeded, "it went on from its own log");
        b.GetDatabase("d").EndOfLog.ShouldBe(d.EndOfLog);
        await Eventually.IsTrueAsync(
            "nothing is held any more", () => d.TruncationLsn > from && d.LogReuseWait == LogReuseWait.Nothing, () => $"{d.LogReuseWait}");
    }

    [Fact]
    public async Task Secondary_AwayAndTheLogFull_Answers9002UntilTheReplicaIsRemoved()
    {
        await using var lab = new EngineFixture();
        await lab.BuildGroupAsync("a", "b", "w");
        var d = lab["a"].GetDatabase("d");
        lab["b"].Crash();
        await EngineFixture.InsertAsync(d, "first").WaitAsync(TimeSpan.FromSeconds(30));
        d.ChangeFile(file => file with { Log = file.Log with { Size = 16, MaximumSize = 16, Growth = 0 } });

        await FillAsync(d);
        lab["a"].BackupLog("d", lab.Share("d.trn"), new());
        (await FillAsync(d)).ShouldContain("AVAILABILITY_REPLICA");

        await lab["a"].AvailabilityGroups.RemoveReplicaAsync("ag", "b", default);
        await EngineFixture.InsertAsync(d, "goes on").WaitAsync(TimeSpan.FromSeconds(30));
        d.LogReuseWait.ShouldNotBe(LogReuseWait.AvailabilityReplica);
    }

    [Fact]
    public async Task OldPrimary_ThatFollows_HoldsNoLogForOthers()
    {
        await using var lab = new EngineFixture();
        await lab.BuildGroupAsync("a", "b", "w");
        lab["a"].BackupLog("d", lab.Share("a.trn"), new());
        await EngineFixture.InsertAsync(lab["a"].GetDatabase("d"), "on a").WaitAsync(TimeSpan.FromSeconds(30));
        lab["a"].GetDatabase("d").Checkpoint();
        lab["a"].Group().TakeOffline();
        await lab["b"].AvailabilityGroups.FailOverAsync("ag", false, true, default);
        await EngineTools.FollowAsync(lab["a"]);
        await EngineFixture.SynchronizedAsync(lab["b"], "a");
        await EngineFixture.InsertAsync(lab["b"].GetDatabase("d"), "on b").WaitAsync(TimeSpan.FromSeconds(30));
        lab["b"].BackupLog("d", lab.Share("b.trn"), new());

        var (copy, primary) = (lab["a"].GetDatabase("d"), lab["b"].GetDatabase("d"));
        await Eventually.IsTrueAsync("a has it all", () => copy.EndOfLog == primary.EndOfLog && LastLogBackup(copy) == LastLogBackup(primary));
        copy.LogReuseWait.ShouldNotBe(LogReuseWait.AvailabilityReplica);

        static Lsn? LastLogBackup(Database database) => database.Read(image => image.LastLogBackupLsn);
    }

    [Fact]
    public async Task Primary_StartedAgainWhileTheSecondaryIsAway_StillHoldsTheLog()
    {
        await using var lab = new EngineFixture();
        await lab.BuildGroupAsync(EngineFixture.WithoutCluster, "a", "s");
        var a = lab["a"];
        await Eventually.IsTrueAsync("s has the database", () => lab["s"].FindDatabase("d") is { } copy && copy.EndOfLog == a.GetDatabase("d").EndOfLog);
        var from = a.GetDatabase("d").EndOfLog;
        lab["s"].Crash();
        await EngineFixture.InsertAsync(a.GetDatabase("d"), "one").WaitAsync(TimeSpan.FromSeconds(30));

        a = await lab.CrashAndRestartAsync("a");
        await Eventually.IsTrueAsync("a serves", () => a.GetDatabase("d").AccessError() is null);
        a.BackupLog("d", lab.Share("d.trn"), new());
        a.GetDatabase("d").Checkpoint();

        a.GetDatabase("d").ReadLog(from, 1).ShouldNotBeNull();
        a.GetDatabase("d").LogReuseWait.ShouldBe(LogReuseWait.AvailabilityReplica);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Mirror_AwayOrSuspended_HoldsTheLogAndCatchesUpByIt(bool isSuspended)
    {
        await using var fixture = await MirroringFixture.BuildAsync(witness: false);
        var (a, d) = (fixture.Lab["a"], fixture["a"]);
        var from = d.EndOfLog;
        if (isSuspended)
        {
            await fixture.Session("a").SuspendAsync(default);
        }
        else
        {
            fixture.Lab["b"].Crash();
            await fixture.BecomesAsync("a", MirroringState.Disconnected);
        }

        for (var i = 0; i < 5; i++)
        {
            await EngineFixture.InsertAsync(d, $"m{i}").WaitAsync(TimeSpan.FromSeconds(30));
            a.BackupLog("d", fixture.Lab.Share($"{i}.trn"), new());
            d.Checkpoint();
        }

        d.LogReuseWait.ShouldBe(LogReuseWait.DatabaseMirroring);
        d.ReadLog(from, 1).ShouldNotBeNull();
        d.ChangeFile(file => file with { Log = file.Log with { Size = 16, MaximumSize = 16, Growth = 0 } });
        await FillAsync(d);
        a.BackupLog("d", fixture.Lab.Share("full.trn"), new());
        (await FillAsync(d)).ShouldContain("DATABASE_MIRRORING");

        if (isSuspended)
        {
            await fixture.Session("a").ResumeAsync(default);
        }
        else
        {
            await fixture.Lab.StartAsync("b");
        }

        await fixture.BecomesAsync("a", MirroringState.Synchronized);
        await fixture.AreEqualAsync();
        await EngineFixture.InsertAsync(d, "goes on").WaitAsync(TimeSpan.FromSeconds(30));
    }

    /// <summary>Inserts until the log is full; returns what 9002 says.</summary>
    private static async Task<string> FillAsync(Database database)
    {
        for (var i = 0; i < 10_000; i++)
        {
            try
            {
                await EngineFixture.InsertAsync(database, $"fill {Guid.NewGuid()}").WaitAsync(TimeSpan.FromSeconds(30));
            }
            catch (SqlErrorException e) when (e.Number == 9002)
            {
                return e.Message;
            }
        }

        throw new InvalidOperationException("The log was never full.");
    }
}
