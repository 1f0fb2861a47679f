using ChatDr.Kubernetes.Caching;
using ChatDr.Kubernetes.LeaderElection;
using ChatDr.Kubernetes.Runtime;
using ChatDr.Kubernetes.Tests.Fakes;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatDr.Kubernetes.Tests.Runtime;

public sealed class HealthTests
{
    private readonly FakeTime _time = new();

    [Fact]
    public async Task Live_UntilAReconcileHasRunForTooLong()
    {
        var controller = new Worker { LongestRunning = TimeSpan.FromMinutes(30) };
        var check = new LivenessCheck([controller], [], new OperatorOptions());
        (await check.CheckHealthAsync(new())).Status.ShouldBe(HealthStatus.Healthy);

        controller.LongestRunning += TimeSpan.FromSeconds(1);

        var result = await check.CheckHealthAsync(new());
        result.Status.ShouldBe(HealthStatus.Unhealthy);
        result.Description!.ShouldContain("A reconcile of worker");
    }

    [Fact]
    public async Task Live_UntilALeaseHasRunOut_WithoutEndingTheProcess()
    {
        var elector = new LeaderElector(
            new LeaseStore(), new LeaderElectionOptions { Namespace = "ns", LeaseName = "l" }, _time, NullLogger<LeaderElector>.Instance);
        var check = new LivenessCheck([], [elector], new OperatorOptions());
        using var stop = new CancellationTokenSource();
        var running = elector.RunAsync(_ => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop.Token), default);
        await Await.UntilAsync("it leads", () => elector.MayWork);

        _time.StandStill(TimeSpan.FromSeconds(35));
        (await check.CheckHealthAsync(new())).Status.ShouldBe(HealthStatus.Healthy, "its timers are to act first: 15 s of the lease and 20 s of patience");
        _time.StandStill(TimeSpan.FromSeconds(1));

        (await check.CheckHealthAsync(new())).Description!.ShouldContain("lease ran out");
        await stop.CancelAsync();
        _time.Advance(TimeSpan.FromSeconds(1));
        await running.ShouldThrowAsync<Exception>();
    }

    [Fact]
    public async Task Ready_OnlyWhenEveryCacheIsFilled()
    {
        var filled = new Source("ConfigMap", Task.CompletedTask);
        var empty = new Source("Widget", new TaskCompletionSource().Task) { Trouble = "404" };

        (await new ReadinessCheck([filled]).CheckHealthAsync(new())).Status.ShouldBe(HealthStatus.Healthy);
        var result = await new ReadinessCheck([filled, empty]).CheckHealthAsync(new());
        (result.Status, result.Description).ShouldBe((HealthStatus.Unhealthy, "Not in step with the server: Widget: 404"));
    }

    private sealed class Worker : IController
    {
        public string Name => "worker";

        public TimeSpan LongestRunning { get; set; }

        public Task RunAsync(Func<bool> mayWork, CancellationToken intake, CancellationToken work) => Task.CompletedTask;
    }

    private sealed class Source(string kind, Task synced) : IInformer
    {
        public string Kind => kind;

        public Task Synced => synced;

        public string? Trouble { get; init; }

        public event Action? TroubleChanged
        {
            add { }
            remove { }
        }

        public Task RunAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
