using ChatDr.Tests.Shared.Pairs;

namespace ChatDr.Simulator.KillTests;

public sealed class AvailabilityGroupKillTests
{
    private const int VariantShare = 10;

    /// <summary>A frozen process is only noticed by time-outs, so a repetition takes several seconds.</summary>
    private const int FrozenShare = 40;

    [Fact]
    public async Task PrimaryKilled_UnderLoad_SecondaryServesEveryAcknowledgedRowAndTheReturningOneRejoins()
    {
        await using var pair = new AvailabilityGroupPair();
        await new KillRun(pair).RepeatAsync(repetition => repetition.PrincipalIsKilledAsync());
    }

    [Fact]
    public async Task SecondaryKilled_UnderLoad_PrimaryGoesOnAndTheReturningOneCatchesUp()
    {
        await using var pair = new AvailabilityGroupPair();
        await new KillRun(pair).RepeatAsync(repetition => repetition.MirrorIsKilledAsync(), VariantShare);
    }

    [Fact]
    public async Task PrimaryKilled_WhileTheReturningOneCatchesUp_LosesNoAcknowledgedRow()
    {
        await using var pair = new AvailabilityGroupPair();
        await new KillRun(pair).RepeatAsync(repetition => repetition.PrincipalIsKilledAloneAsync(), VariantShare);
    }

    [Fact]
    public async Task PrimaryFrozen_UnderLoad_AcknowledgesNothingThatTheNewOneDoesNotHold()
    {
        await using var pair = new AvailabilityGroupPair();
        await new KillRun(pair).RepeatAsync(repetition => repetition.PrincipalIsFrozenAsync(), FrozenShare);
    }
}
