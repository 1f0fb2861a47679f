using ChatDr.Tests.Shared.Pairs;

namespace ChatDr.Simulator.KillTests;

public sealed class DatabaseMirroringKillTests
{
    private const int VariantShare = 10;

    /// <summary>A frozen process is only noticed by time-outs, so a repetition takes several seconds.</summary>
    private const int FrozenShare = 40;

    [Fact]
    public async Task PrincipalKilled_UnderLoad_MirrorServesEveryAcknowledgedRowAndTheReturningOneRejoins()
    {
        await using var pair = new DatabaseMirroringPair();
        await new KillRun(pair).RepeatAsync(repetition => repetition.PrincipalIsKilledAsync());
    }

    [Fact]
    public async Task MirrorKilled_UnderLoad_PrincipalGoesOnAndTheReturningOneCatchesUp()
    {
        await using var pair = new DatabaseMirroringPair();
        await new KillRun(pair).RepeatAsync(repetition => repetition.MirrorIsKilledAsync(), VariantShare);
    }

    [Fact]
    public async Task PrincipalKilled_WhileTheReturningOneCatchesUp_LosesNoAcknowledgedRow()
    {
        await using var pair = new DatabaseMirroringPair();
        await new KillRun(pair).RepeatAsync(repetition => repetition.PrincipalIsKilledAloneAsync(), VariantShare);
    }

    [Fact]
    public async Task PrincipalFrozen_UnderLoad_AcknowledgesNothingThatTheNewOneDoesNotHold()
    {
        await using var pair = new DatabaseMirroringPair();
        await new KillRun(pair).RepeatAsync(repetition => repetition.PrincipalIsFrozenAsync(), FrozenShare);
    }
}
