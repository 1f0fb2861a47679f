using System.Collections.Concurrent;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;
using ChatDr.Kubernetes.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatDr.Kubernetes.Tests.Runtime;

public sealed class ControllerTests
{
    private static readonly NamespacedName Key = new("ns", "a");
    private readonly FakeTime _time = new();

    [Fact]
    public async Task FailedReconcile_IsTriedAgain_WithoutEnd()
    {
        var calls = 0;
        await RunAsync(
            _ => ++calls < 10 ? throw new InvalidOperationException("not yet") : ReconcileResult.Done,
            () => calls == 10,
            TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public async Task RequeueAfter_RunsAgainWhenDue_ThoughNothingChanged()
    {
        var at = new ConcurrentQueue<TimeSpan>();
        await RunAsync(
            _ =>
            {
                at.Enqueue(TimeSpan.FromTicks(_time.GetTimestamp()));
                return ReconcileResult.After(TimeSpan.FromSeconds(15));
            },
            () => at.Count == 3,
            TimeSpan.FromSeconds(5));

        at.Zip(at.Skip(1), (first, second) => second - first).ShouldAllBe(gap => gap >= TimeSpan.FromSeconds(15));
    }

    /// <summary>KubeOps loses a requeue when the status that the same reconcile wrote comes back as an event.</summary>
    [Fact]
    public async Task RequeueAfter_IsKept_WhenTheReconcilesOwnWriteWakesTheKey()
    {
        var calls = 0;
        using var controller = new Controller<V1ConfigMap>(
            new Reconciler(_ => ++calls == 1 ? ReconcileResult.After(TimeSpan.FromSeconds(15)) : ReconcileResult.Done),
            new ControllerOptions(),
            _time,
            NullLogger<Controller<V1ConfigMap>>.Instance);
        using var stop = new CancellationTokenSource();
        var running = controller.RunAsync(() => true, stop.Token, stop.Token);
        controller.Enqueue(Key);
        await Await.UntilAsync("the first reconcile", () => calls == 1);

        controller.Enqueue(Key);
        await Await.UntilAsync("the reconcile of its own event", () => calls == 2);
        await Await.UntilAsync("the reconcile that was asked for", () =>
        {
            _time.Advance(TimeSpan.FromSeconds(5));
            return calls == 3;
        });

        await stop.CancelAsync();
        await running;
    }

    /// <summary>KubeOps once keyed its queue by name alone (issue 800).</summary>
    [Fact]
    public async Task SameNameInTwoNamespaces_IsTwoKeys()
    {
        var seen = new ConcurrentBag<NamespacedName>();
        using var controller = new Controller<V1ConfigMap>(
            new Reconciler(name =>
            {
                seen.Add(name);
                return ReconcileResult.Done;
            }),
            new ControllerOptions(),
            _time,
            NullLogger<Controller<V1ConfigMap>>.Instance);
        controller.Enqueue(new("one", "a"));
        controller.Enqueue(new("two", "a"));
        using var stop = new CancellationTokenSource();
        var running = controller.RunAsync(() => true, stop.Token, stop.Token);

        await Await.UntilAsync("both", () => seen.Count == 2);

        seen.Select(name => name.Namespace).Order().ShouldBe(["one", "two"]);
        await stop.CancelAsync();
        await running;
    }

    private async Task RunAsync(Func<NamespacedName, ReconcileResult> reconcile, Func<bool> done, TimeSpan step)
    {
        using var controller = new Controller<V1ConfigMap>(
            new Reconciler(reconcile), new ControllerOptions(), _time, NullLogger<Controller<V1ConfigMap>>.Instance);
        using var stop = new CancellationTokenSource();
        var running = controller.RunAsync(() => true, stop.Token, stop.Token);
        controller.Enqueue(Key);
        await Await.UntilAsync("the reconciles", () =>
        {
            _time.Advance(step);
            return done();
        });
        await stop.CancelAsync();
        await running;
    }

    private sealed class Reconciler(Func<NamespacedName, ReconcileResult> reconcile) : IReconciler<V1ConfigMap>
    {
        public Task<ReconcileResult> ReconcileAsync(NamespacedName name, CancellationToken cancellationToken) => Task.FromResult(reconcile(name));
    }
}
