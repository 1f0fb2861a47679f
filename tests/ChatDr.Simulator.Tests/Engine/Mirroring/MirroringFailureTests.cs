using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Mirroring;
using ChatDr.Simulator.Tests.Engine.Storage;
using static ChatDr.Simulator.Tests.Engine.Mirroring.MirroringFixture;

namespace ChatDr.Simulator.Tests.Engine.Mirroring;

/// <summary>Partners that fall silent, disks that fill up, files that break.</summary>
public sealed class MirroringFailureTests
{
    [Fact]
    [Trait("Fact", "1479")]
    public async Task Mirror_Silent_TimesOutAfterPartnerTimeout()
    {
        await using var fixture = await BuildAsync(witness: false);
        await fixture.Session("a").SetTimeoutAsync(0, default);
        await fixture.BecomesAsync("a", MirroringState.Synchronized);

        fixture.Lab.Network.Stall("a", "b");

        var insert = EngineFixture.InsertAsync(fixture["a"], "waits for the time-out");
        insert.IsCompleted.ShouldBeFalse();
        await insert.WaitAsync(TimeSpan.FromSeconds(25));
        fixture.Session("a").State.ShouldBe(MirroringState.Disconnected);
        (await File.ReadAllTextAsync(fixture.Lab["a"].ErrorLog.CurrentFile)).ShouldContain("Error: 1479, Severity: 16");
        fixture.Lab.Cut("a", "b");
        fixture.Lab.Heal("a", "b");
        await fixture.BecomesAsync("a", MirroringState.Synchronized);
        await fixture.AreEqualAsync();
    }

    [Fact]
    [Trait("Fact", "B5.1")]
    public async Task Principal_Hangs_IsReplacedAfterTheTimeout_AndYieldsWhenItGoesOn()
    {
        await using var fixture = await BuildAsync(witness: true);
        await fixture.Session("a").SetTimeoutAsync(5, default);
        await fixture.ArmedAsync("a", "b");

        fixture.Lab["a"].Options.Faults.Freeze();

        await fixture.BecomesAsync("b", MirroringRole.Principal);
        await fixture.ServesAsync("b");
        fixture.Lab["a"].Options.Faults.Unfreeze();
        await fixture.BecomesAsync("a", MirroringRole.Mirror);
        await fixture.ArmedAsync("b", "a");
        await fixture.AreEqualAsync();
    }

    [Fact]
    [Trait("Fact", "1453")]
    [Trait("Fact", "1454")]
    public async Task Mirror_DiskFull_SuspendsTheSession_AndIsResumed()
    {
        await using var fixture = await BuildAsync(witness: false);
        fixture.Lab["b"].Options.Faults.IsDiskFull = true;

        await EngineFixture.InsertAsync(fixture["a"], "not on b").WaitAsync(TimeSpan.FromSeconds(20));

        await fixture.BecomesAsync("a", MirroringState.Suspended);
        (await File.ReadAllTextAsync(fixture.Lab["a"].ErrorLog.CurrentFile)).ShouldContain("Error: 1453, Severity: 17");
        (await File.ReadAllTextAsync(fixture.Lab["b"].ErrorLog.CurrentFile)).ShouldContain("Error: 1454, Severity: 17");
        fixture.Lab["b"].Options.Faults.IsDiskFull = false;
        await fixture.SeesPartnerAsync("a");
        await Eventually.IsTrueAsync("b knows", () => fixture.Session("b").State == MirroringState.Suspended);
        await WhileDisconnectedAsync(() => fixture.Session("a").ResumeAsync(default));
        await fixture.BecomesAsync("a", MirroringState.Synchronized);
        await fixture.AreEqualAsync();
    }

    [Fact]
    [Trait("Fact", "1462")]
    public async Task Mirror_RedoFailed_CannotBeResumed()
    {
        await using var fixture = new MirroringFixture();
        FailingWrites? broken = null;
        fixture.Lab.Configure = options =>
            options.ServerName == "b" ? options with { WrapFiles = files => broken = new FailingWrites(files) { Error = 5 } } : options;
        await fixture.PrepareAsync("a", "b");
        await fixture.Lab["b"].Mirroring.SetPartnerAsync("d", Address("a"), default);
        await fixture.Lab["a"].Mirroring.SetPartnerAsync("d", Address("b"), default);
        await fixture.BecomesAsync("a", MirroringState.Synchronized);
        broken!.Fails = true;
        await EngineFixture.InsertAsync(fixture["a"], "not on b").WaitAsync(TimeSpan.FromSeconds(20));
        await fixture.BecomesAsync("a", MirroringState.Suspended);
        broken.Fails = false;
        await fixture.SeesPartnerAsync("a");

        await WhileDisconnectedAsync(() => fixture.Session("a").ResumeAsync(default));
        await Eventually.IsTrueAsync("redo has failed",
            () => fixture.Session("b").Session.IsRedoFailed && fixture.Session("a").State == MirroringState.Suspended,
            () => $"{fixture.Describe("a")}; {fixture.Describe("b")}");

        await fixture.SeesPartnerAsync("a");
        await RefusedAsync(1462, () => WhileDisconnectedAsync(() => fixture.Session("a").ResumeAsync(default)));
    }

    /// <summary>Gives a command again while the partners are connecting anew (1447), as its message says.</summary>
    private static async Task WhileDisconnectedAsync(Func<Task> command)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await command();
                return;
            }
            catch (SqlErrorException e) when (e.Number == 1447 && attempt < 200)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, CancellationToken.None);
            }
        }
    }

    [Fact]
    [Trait("Fact", "1413")]
    [Trait("Fact", "1421")]
    public async Task SetPartner_ConnectionBreaksOrStallsBeforeTheStart_AnswersSo()
    {
        await using var fixture = new MirroringFixture();
        await fixture.PrepareAsync("a", "b");
        await fixture.Lab["b"].Mirroring.SetPartnerAsync("d", Address("a"), default);
        var connections = 0;
        fixture.Lab.Network.Connecting = (from, to) => _ = from == "a" && ++connections == 2 ? throw new IOException("The line is dead.") : 0;
        await RefusedAsync(1413, () => fixture.Lab["a"].Mirroring.SetPartnerAsync("d", Address("b"), default));

        connections = 0;
        fixture.Lab.Network.Connecting = (from, to) =>
        {
            if (from == "a" && ++connections == 2)
            {
                fixture.Lab.Network.Stall("a", "b");
            }
        };
        await RefusedAsync(1421, () => fixture.Lab["a"].Mirroring.SetPartnerAsync("d", Address("b"), default));
    }

    [Fact]
    [Trait("Fact", "1419")]
    [Trait("Fact", "1467")]
    public async Task SetPartner_OneCopyIsDamaged_IsRefused()
    {
        await using var fixture = new MirroringFixture();
        await fixture.PrepareAsync("a", "b");
        var folder = Path.Combine(fixture.Lab.Share("b"), "databases", fixture["b"].File.DatabaseGuid.ToString("N"));
        fixture.Lab["b"].Crash();
        await File.WriteAllTextAsync(Path.Combine(folder, "log"), "this is no log");
        await fixture.Lab.StartAsync("b");

        await RefusedAsync(1467, () => fixture.Lab["b"].Mirroring.SetPartnerAsync("d", Address("a"), default));
        await RefusedAsync(1419, () => fixture.Lab["a"].Mirroring.SetPartnerAsync("d", Address("b"), default));
    }

    [Fact]
    [Trait("Fact", "952")]
    [Trait("Fact", "1422")]
    public async Task ManualFailover_TailCannotBeSent_IsInTransitionThenServesAgain()
    {
        await using var fixture = await BuildAsync(witness: false);
        await fixture.Session("a").SetTimeoutAsync(5, default);
        await fixture.BecomesAsync("a", MirroringState.Synchronized);
        fixture.Lab.Network.Stall("a", "b");
        var insert = EngineFixture.InsertAsync(fixture["a"], "in the tail");

        var failover = fixture.Session("a").FailOverAsync();

        await fixture.BecomesAsync("a", MirroringState.PendingFailover);
        fixture["a"].AccessError()!.Number.ShouldBe(952);
        await Should.ThrowAsync<SqlErrorException>(() => insert);
        await RefusedAsync(1422, () => failover);
        await fixture.ServesAsync("a");
    }
}
