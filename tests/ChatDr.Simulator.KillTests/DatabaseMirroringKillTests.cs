using ChatDr.Tests.Shared.Pairs;

namespace ChatDr.Simulator.KillTests;

public sealed class DatabaseMirroringKillTests
{
    [Fact]
    public async Task PrincipalKilled_UnderLoad_MirrorServesEveryAcknowledgedRowAndTheReturningOneRejoins()
    {
        await using var pair = new DatabaseMirroringPair();
        await new KillRun(pair).RepeatAsync(repetition => repetition.PrincipalIsKilledAsync());
    }
}
