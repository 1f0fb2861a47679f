using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Mirroring;

namespace ChatDr.Simulator.Tests.Engine.Mirroring;

/// <summary>
/// Instances that die, or lose each other, under a load of inserts: nothing acknowledged is missing, who returns rejoins, both copies are equal.
/// </summary>
public sealed class MirroringKillTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Principal_KilledUnderLoad_LosesNoAcknowledgedInsert(int seed)
    {
        await using var fixture = await MirroringFixture.BuildAsync(witness: true);
        var random = new Random(seed);
        await using var load = new MirroringLoad(fixture);
        var (principal, mirror) = ("a", "b");
        for (var round = 0; round < 3; round++)
        {
            await load.GrowsAsync(random.Next(1, 80));
            fixture.Lab[principal].Crash();
            await fixture.BecomesAsync(mirror, MirroringRole.Principal);
            await fixture.ServesAsync(mirror);
            var acknowledged = load.Acknowledged.ToArray();
            acknowledged.Except(EngineFixture.Bodies(fixture[mirror])).ShouldBeEmpty();
            await fixture.Lab.StartAsync(principal);
            (principal, mirror) = (mirror, principal);
            await fixture.ArmedAsync(principal, mirror);
        }

        await load.StopAsync();
        await fixture.AreEqualAsync();
        fixture.Session(principal).Session.RoleSequence.ShouldBe(4);
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(14)]
    public async Task Anyone_KilledOrCutOff_TwoAtATime_LosesNoAcknowledgedInsert(int seed)
    {
        await using var fixture = await MirroringFixture.BuildAsync(witness: true);
        var random = new Random(seed);
        await using var load = new MirroringLoad(fixture);
        for (var round = 0; round < 4; round++)
        {
            await load.GrowsAsync(random.Next(1, 30));
            var first = Break(fixture, random);
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(0, 500)), TimeProvider.System);
            var second = Break(fixture, random);
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(0, 500)), TimeProvider.System);
            await first();
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(0, 500)), TimeProvider.System);
            await second();
        }

        var (principal, mirror) = await fixture.RolesAsync();
        await fixture.ArmedAsync(principal, mirror);
        await load.StopAsync();
        await fixture.ServesAsync(principal);
        await fixture.AreEqualAsync();
        load.Acknowledged.Except(EngineFixture.Bodies(fixture[principal])).ShouldBeEmpty();
        load.Acknowledged.Count.ShouldBeGreaterThan(4);
    }

    /// <summary>Kills one instance or cuts two from each other; returns what undoes it.</summary>
    private static Func<Task> Break(MirroringFixture fixture, Random random)
    {
        string[] names = ["a", "b", "w"];
        var one = names[random.Next(3)];
        if (random.Next(2) == 0)
        {
            var killed = fixture.Lab[one];
            killed.Crash();
            return () => fixture.Lab[one] == killed ? fixture.Lab.StartAsync(one) : Task.CompletedTask;
        }

        var other = names.Where(name => name != one).ElementAt(random.Next(2));
        fixture.Lab.Cut(one, other);
        return () =>
        {
            fixture.Lab.Heal(one, other);
            return Task.CompletedTask;
        };
    }
}
