using ChatDr.Simulator.Engine;

namespace ChatDr.Simulator.Tests.Engine.Availability;

/// <summary>Changes of the configuration come one after the other; by its turn, what a change is for may be otherwise.</summary>
public sealed class ChangeTurnTests
{
    [Fact]
    public async Task Secondary_SuspendedWhileItCatchesUp_HoldsUpNoCommit()
    {
        await using var lab = new EngineFixture();
        await lab.BuildGroupAsync("a", "b", "w");
        var (group, b) = (lab["a"].Group(), lab["b"].AvailabilityGroups);
        var link = group.Links.Single(link => link.Replica.Name == "b");
        await b.SetSuspendedAsync("d", true, default);
        await Eventually.IsTrueAsync("b is out", () => !group.Configuration.IsSynchronized("b") && group.ConfigurationCommitStarted is null);

        await using (await HeldChange.BeginAsync(group))
        {
            await b.SetSuspendedAsync("d", false, default);
            await Eventually.IsTrueAsync("commits wait for b", () => link.IsCatchingUp("d"));
            await b.SetSuspendedAsync("d", true, default);
        }

        await EngineFixture.InsertAsync(lab["a"].GetDatabase("d"), "waits for nobody").WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Secondary_BackWithoutTheDatabaseBeforeItIsOut_HoldsUpNoCommit()
    {
        await using var lab = new EngineFixture();
        await lab.BuildGroupAsync("a", "b", "w");
        var group = lab["a"].Group();
        var link = group.Links.Single(link => link.Replica.Name == "b");
        Task<long> insert;

        await using (await HeldChange.BeginAsync(group))
        {
            lab["b"].AvailabilityGroups.GrantCreateAnyDatabase("ag", false);
            lab["b"].AvailabilityGroups.LeaveDatabase("d");
            lab["b"].DropDatabase("d");
            insert = EngineFixture.InsertAsync(lab["a"].GetDatabase("d"), "waits until b is out");
            await Eventually.IsTrueAsync(
                "b is back", () => link.IsConnected && link.StateOf("d").Problem.Length > 0, () => $"{link.LastError} {link.StateOf("d")}");
        }

        await insert.WaitAsync(TimeSpan.FromSeconds(30));
        group.Configuration.IsSynchronized("b").ShouldBeFalse();
    }

    [Fact]
    public async Task Change_WithoutAQuorum_WaitsNoLongerThanTheReplicaIsPrimary()
    {
        await using var lab = new EngineFixture();
        await lab.BuildGroupAsync("a", "b", "w");
        var group = lab["a"].Group();
        lab.Cut("a", "b");
        lab.Cut("a", "w");
        (await EngineTools.NumberAsync(() => lab["a"].AvailabilityGroups.SetOptionsAsync("ag", false, null, default))).ShouldBe(41152);
        group.ConfigurationCommitStarted.ShouldNotBeNull();

        group.TakeOffline();

        group.ConfigurationCommitStarted.ShouldBeNull();
    }

    [Fact]
    public async Task Change_WhoseStatementIsCancelled_IsOfferedAgain()
    {
        await using var lab = new EngineFixture();
        await lab.BuildGroupAsync("a", "b", "w");
        var group = lab["a"].Group();
        using var statement = new CancellationTokenSource();

        await Should.ThrowAsync<OperationCanceledException>(() => group.ChangeAsync(
            configuration =>
            {
                statement.Cancel();
                return configuration with { DatabaseFailover = false };
            },
            statement.Token));

        await Eventually.IsTrueAsync("a quorum keeps it", () => group.ConfigurationCommitStarted is null);
        new[] { "b", "w" }.ShouldContain(name => !lab[name].Group().Configuration.DatabaseFailover);
    }
}
