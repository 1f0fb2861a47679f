using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Availability;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Tests.Engine.Databases;

namespace ChatDr.Simulator.Tests.Engine.Availability;

/// <summary>What was decided under one role does not take effect under another.</summary>
public sealed class RoleTurnTests
{
    [Fact]
    [Trait("Fact", "41131")]
    public async Task FailOver_OvertakenByALaterPrimary_IsRefused()
    {
        await using var lab = new EngineFixture();
        await lab.BuildGroupAsync("a", "b", "w");
        var b = lab["b"].Group();
        var before = b.Epoch;
        Task<PeerMessage>? followed = null;
        lab["a"].Crash();
        lab.Network.Connecting = (from, to) =>
        {
            if ((from, to) == ("b", "w") && b.Epoch > before && followed is null)
            {
                // The candidate keeps its own configuration and asks w to; now a later primary's comes.
                var later = b.Configuration with { Sequence = ((b.Epoch + 1) << 32) + 1, Primary = "a" };
                followed = b.AnswerAsync(new PeerMessage { Kind = PeerRequest.Configure, Group = "ag", Epoch = later.Epoch, Configuration = later }, default);
            }
        };

        (await EngineTools.NumberAsync(() => lab["b"].AvailabilityGroups.FailOverAsync("ag", false, true, default))).ShouldBe(41131);

        (await followed.ShouldNotBeNull()).Ok.ShouldBeTrue();
        b.Role.ShouldBe(ReplicaRole.Resolving);
        lab["b"].GetDatabase("d").Role.ShouldBe(DatabaseRole.Resolving);
    }

    [Fact]
    public async Task BecomeRole_NoLongerDue_LeavesTheRole()
    {
        using var lab = new DatabaseLab();
        using var database = await lab.CreateAsync();
        var end = database.EndOfLog;

        database.BecomeRole(DatabaseRole.Primary, () => false, isRecoveryFork: true);

        database.Role.ShouldBe(DatabaseRole.Standalone);
        database.EndOfLog.ShouldBe(end);
    }

    [Fact]
    public async Task BecomeRole_CommitNotYetWritten_CountsAsLogThatIsHere()
    {
        using var lab = new DatabaseLab();
        using var database = await lab.CreateAsync();
        var acknowledged = database.EndOfLog;
        lab.Faults.LogWriteDelay = TimeSpan.FromHours(1);
        var insert = EngineFixture.InsertAsync(database, "of the old primary");

        database.BecomeRole(DatabaseRole.Resolving);

        (await EngineTools.NumberAsync(() => insert)).ShouldBe(3314);
        database.EndOfLog.ShouldBeGreaterThan(acknowledged, "the new primary has to know, and to have it cut back");
    }

    [Fact]
    public async Task AddDatabase_Cancelled_LeavesItOnItsOwn()
    {
        await using var lab = new EngineFixture();
        await lab.BuildGroupAsync("a", "b", "w");
        await EngineFixture.CreateDatabaseAsync(lab["a"], "e");
        lab["a"].BackupDatabase("e", lab.Share("e.bak"), new());

        await Should.ThrowAsync<OperationCanceledException>(
            () => lab["a"].AvailabilityGroups.AddDatabaseAsync("ag", "e", new CancellationToken(canceled: true)));

        var e = lab["a"].GetDatabase("e");
        (e.File.AvailabilityGroup, e.Role, e.Status).ShouldBe((null, DatabaseRole.Standalone, DatabaseStatus.Online));
        await lab["a"].AvailabilityGroups.AddDatabaseAsync("ag", "e", default);
        await EngineFixture.SynchronizedAsync(lab["a"], "b");
    }

    [Fact]
    public async Task JoinDatabase_RecoveredWhileThePrimaryIsAsked_IsRefused()
    {
        await using var lab = new EngineFixture();
        await lab.BuildGroupAsync("a", "b", "w");
        var copy = lab["b"].GetDatabase("d");
        lab["b"].AvailabilityGroups.LeaveDatabase("d");
        lab.Network.Connecting = (from, to) =>
        {
            if ((from, to) == ("b", "a") && copy.Status == DatabaseStatus.Restoring)
            {
                copy.Recover();
            }
        };

        (await EngineTools.NumberAsync(() => lab["b"].AvailabilityGroups.JoinDatabaseAsync("ag", "d", default))).ShouldBe(1464);

        (copy.File.AvailabilityGroup, copy.Role, copy.AccessError()).ShouldBe((null, DatabaseRole.Standalone, null));
    }
}
