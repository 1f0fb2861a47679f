using ChatDr.Kubernetes.LeaderElection;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatDr.Kubernetes.Tests.LeaderElection;

/// <summary>What clocks, others and work that does not listen can do to a leader.</summary>
public sealed class LeadershipTests
{
    private readonly FakeTime _time = new();
    private readonly LeaseStore _store = new();

    [Fact]
    public async Task WallClockThatJumps_NeitherEndsLeadership_NorHandsTheLeaseToAnother()
    {
        var (leader, standby) = (Elector("leader"), Elector("standby"));
        using var stop = new CancellationTokenSource();
        var leading = leader.RunAsync(_ => UntilAsync(stop.Token), default);
        await Await.UntilAsync("it leads", () => leader.MayWork);
        var waiting = standby.RunAsync(_ => UntilAsync(stop.Token), stop.Token);

        foreach (var jump in (int[])[5, -10, 26, -300])
        {
            _time.Jump(TimeSpan.FromHours(jump));
            leader.MayWork.ShouldBeTrue($"right after a jump by {jump} h");
            for (var renewal = 0; renewal < 10; renewal++)
            {
                var before = _store.Writes;
                await Await.UntilAsync("the lease is renewed", () =>
                {
                    _time.Advance(_store.Writes > before ? TimeSpan.Zero : TimeSpan.FromMilliseconds(100));
                    return _store.Writes > before;
                });
                leader.MayWork.ShouldBeTrue($"after a jump by {jump} h");
                standby.MayWork.ShouldBeFalse($"after a jump by {jump} h");
                _store.Spec!.HolderIdentity.ShouldBe("leader");
            }
        }

        await stop.CancelAsync();
        await leading;
        await waiting.ShouldThrowAsync<OperationCanceledException>();
    }

    /// <summary>
    /// KubernetesClient was asked (#1599) to trust the times in a lease. They are those of another clock. The duration is the one that the lease states
    /// (#1640): its holder may have another than this process.
    /// </summary>
    [Theory]
    [InlineData(5)]
    [InlineData(-5)]
    public async Task LeaseOfADeadLeader_IsTakenWhenItWasSeenUnchangedForItsDuration_WhateverTimeItStates(int hours)
    {
        var stated = _time.GetUtcNow().AddHours(hours);
        (_store.Exists, _store.Spec) = (true, new() { HolderIdentity = "dead", LeaseDurationSeconds = 40, AcquireTime = stated, RenewTime = stated });
        var elector = Elector("me");
        var running = elector.RunAsync(_ => Task.CompletedTask, default);

        _time.Advance(TimeSpan.FromSeconds(39.9));
        _store.Spec!.HolderIdentity.ShouldBe("dead");
        await EndsAsync(running);

        await running;
        _store.Spec.LeaseTransitions.ShouldBe(1);
    }

    /// <summary>A machine that was suspended sees no time pass. Another may have led, and have given the lease back.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("another")]
    [InlineData(null)]
    public async Task LeaseThatIsNoLongerItsOwn_EndsLeadership_EvenIfItIsFree(string? holder)
    {
        var elector = Elector("me");
        var running = elector.RunAsync(UntilAsync, default);
        await Await.UntilAsync("it leads", () => elector.MayWork);

        (_store.Exists, _store.Spec) = (holder is not null, _store.Spec! with { HolderIdentity = holder });
        await Await.UntilAsync("it ends", () =>
        {
            _time.AdvanceToNext(TimeSpan.FromSeconds(2));
            return running.IsCompleted;
        });

        await running.ShouldThrowAsync<LeadershipLostException>();
        _time.GetUtcNow().ShouldBeLessThan(new DateTimeOffset(2026, 1, 1, 0, 0, 9, TimeSpan.Zero), "the next renewal tells it, not the deadline");
        _store.Writes.ShouldBe(1, "a lease that is not its own is not written");
    }

    /// <summary>client-go's fast path: a revision that is still the last says that nobody else wrote.</summary>
    [Fact]
    public async Task Renewal_ReadsTheLeaseOnlyWhenSomebodyElseWroteIt()
    {
        var elector = Elector("me");
        using var stop = new CancellationTokenSource();
        var running = elector.RunAsync(_ => UntilAsync(stop.Token), default);
        await Await.UntilAsync("it leads", () => elector.MayWork);
        await RenewedAsync(3);
        _store.Reads.ShouldBe(1);

        _store.Spec = _store.Spec! with { LeaseTransitions = 7 };
        await RenewedAsync(2);

        _store.Reads.ShouldBe(2);
        _store.Spec.LeaseTransitions.ShouldBe(7, "what another wrote into its lease stays");
        elector.MayWork.ShouldBeTrue();
        await stop.CancelAsync();
        await running;

        async Task RenewedAsync(int times)
        {
            var before = _store.Writes;
            await Await.UntilAsync($"{times} renewals", () =>
            {
                _time.Advance(_store.Writes >= before + times ? TimeSpan.Zero : TimeSpan.FromMilliseconds(100));
                return _store.Writes >= before + times;
            });
        }
    }

    [Fact]
    public async Task WorkThatDoesNotListen_DoesNotKeepTheProcessAlive()
    {
        var elector = Elector("me");
        var running = elector.RunAsync(_ => UntilAsync(default), default);
        await Await.UntilAsync("it leads", () => elector.MayWork);

        _store.Failure = new HttpRequestException("nobody answers");
        await EndsAsync(running);

        await running.ShouldThrowAsync<LeadershipLostException>();
    }

    /// <summary>A renewal that ends for a reason that nobody thought of must not leave a process behind that neither leads nor ends.</summary>
    [Fact]
    public async Task RenewalThatFailsInAnUnknownWay_EndsTheWorkAndIsTold()
    {
        var elector = Elector("me");
        var running = elector.RunAsync(UntilAsync, default);
        await Await.UntilAsync("it leads", () => elector.MayWork);

        _store.Failure = new InvalidOperationException("unthought of");
        await EndsAsync(running);

        (await running.ShouldThrowAsync<InvalidOperationException>()).Message.ShouldBe("unthought of");
        elector.MayWork.ShouldBeFalse();
    }

    private Task EndsAsync(Task running) => Await.UntilAsync("it ends", _time, TimeSpan.FromMilliseconds(500), () => running.IsCompleted);

    private static Task UntilAsync(CancellationToken cancelled)
    {
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        cancelled.Register(source.SetResult);
        return source.Task;
    }

    private LeaderElector Elector(string identity) => new(
        _store, new LeaderElectionOptions { Namespace = "ns", LeaseName = "l", Identity = identity }, _time, NullLogger<LeaderElector>.Instance);
}
