using ChatDr.Tests.Shared.Pairs;

namespace ChatDr.Simulator.KillTests;

public sealed class AvailabilityGroupKillTests
{
    [Fact]
    public async Task PrimaryKilled_UnderLoad_SecondaryServesEveryAcknowledgedRowAndTheReturningOneRejoins()
    {
        await using var pair = new AvailabilityGroupPair();
        await new KillRun(pair).RepeatAsync(repetition => repetition.PrincipalIsKilledAsync());
    }
}
