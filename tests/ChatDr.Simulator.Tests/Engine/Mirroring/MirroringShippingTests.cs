using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Mirroring;

namespace ChatDr.Simulator.Tests.Engine.Mirroring;

/// <summary>Log shipping from a mirrored database to a third instance: either partner's log backups are of one chain, until service is forced.</summary>
public sealed class MirroringShippingTests
{
    [Fact]
    [Trait("Fact", "C7.1")]
    [Trait("Fact", "C7.3")]
    [Trait("Fact", "C7.4")]
    public async Task LogBackups_OfTheNewPrincipal_GoOnWithTheChainOfTheOld()
    {
        await using var fixture = await MirroringFixture.BuildAsync(witness: false);
        var target = await SeedAsync(fixture);
        await EngineFixture.InsertAsync(fixture["a"], "from a");
        Ship(fixture, target, "a", "1");

        await fixture.Session("a").FailOverAsync();
        await fixture.OpensAsync("b");
        await fixture.BecomesAsync("b", MirroringState.Synchronized);
        await EngineFixture.InsertAsync(fixture["b"], "from b");
        Ship(fixture, target, "b", "2");

        target.RecoverDatabase("d");
        EngineFixture.Bodies(target.GetDatabase("d")).ShouldBe(["from a", "from b"]);
    }

    [Fact]
    [Trait("Fact", "C7.5")]
    public async Task LogBackups_AfterForcedService_AreOfAnotherForkForACopyThatIsPastIt()
    {
        await using var fixture = await MirroringFixture.BuildAsync(witness: false);
        var target = await SeedAsync(fixture);
        fixture.Lab.Cut("a", "b");
        await fixture.BecomesAsync("a", MirroringState.Disconnected);
        await fixture.BecomesAsync("b", MirroringState.Disconnected);
        await EngineFixture.InsertAsync(fixture["a"], "on a alone").WaitAsync(TimeSpan.FromSeconds(30));
        Ship(fixture, target, "a", "1");
        fixture.Lab["a"].Crash();

        await fixture.Session("b").ForceServiceAsync(default);
        await EngineFixture.InsertAsync(fixture["b"], "on b alone").WaitAsync(TimeSpan.FromSeconds(30));

        Should.Throw<SqlErrorException>(() => Ship(fixture, target, "b", "2")).Number.ShouldBeOneOf(4305, 4330);
    }

    private static async Task<Instance> SeedAsync(MirroringFixture fixture)
    {
        var target = await fixture.Lab.StartAsync("c");
        fixture.Lab["a"].BackupDatabase("d", fixture.Lab.Share("seed.bak"), new() { CopyOnly = true });
        target.RestoreDatabase("d", fixture.Lab.Share("seed.bak"), new() { NoRecovery = true });
        return target;
    }

    private static void Ship(MirroringFixture fixture, Instance target, string principal, string name)
    {
        fixture.Lab[principal].BackupLog("d", fixture.Lab.Share(name), new());
        target.RestoreLog("d", fixture.Lab.Share(name), new() { NoRecovery = true });
    }
}
