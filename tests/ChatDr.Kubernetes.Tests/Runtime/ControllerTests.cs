using System.Collections.Concurrent;
using System.Globalization;
using ChatDr.Kubernetes.Caching;
using ChatDr.Kubernetes.Metrics;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;
using ChatDr.Kubernetes.Tests.Fakes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatDr.Kubernetes.Tests.Runtime;

public sealed class ControllerTests : IDisposable
{
    private static readonly NamespacedName Key = new("ns", "a");
    private readonly FakeTime _time = new();
    private readonly EntityCache<V1ConfigMap> _cache = new(new CacheOptions<V1ConfigMap>().Indexes);

    private readonly string _name = $"c{Guid.NewGuid():N}";
    private readonly PrometheusCollector _metrics = new([KubernetesMeter.Name]);

    public void Dispose() => _metrics.Dispose();

    [Fact]
    public async Task FailedReconcile_IsTriedAgain_WithoutEnd()
    {
        var calls = 0;
        await RunAsync(
            _ => ++calls < 10 ? throw new InvalidOperationException("not yet") : ReconcileResult.Done,
            () => calls == 10,
            TimeSpan.FromMilliseconds(100));
    }

    /// <summary>YARP's queue takes what failed back at once.</summary>
    [Fact]
    public async Task FailedReconcile_WaitsLongerEachTime()
    {
        var at = new ConcurrentQueue<TimeSpan>();
        await RunAsync(
            _ =>
            {
                at.Enqueue(TimeSpan.FromTicks(_time.GetTimestamp()));
                return at.Count < 8 ? throw new InvalidOperationException("not yet") : ReconcileResult.Done;
            },
            () => at.Count == 8,
            TimeSpan.FromMilliseconds(5));

        var least = TimeSpan.FromMilliseconds(5);
        foreach (var gap in at.Zip(at.Skip(1), (first, second) => second - first))
        {
            gap.ShouldBeGreaterThanOrEqualTo(least);
            least *= 2;
        }
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
        using var controller = Make(_ => ++calls == 1 ? ReconcileResult.After(TimeSpan.FromSeconds(15)) : ReconcileResult.Done);
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
        using var controller = Make(name =>
        {
            seen.Add(name);
            return ReconcileResult.Done;
        });
        controller.Enqueue(new("one", "a"));
        controller.Enqueue(new("two", "a"));
        using var stop = new CancellationTokenSource();
        var running = controller.RunAsync(() => true, stop.Token, stop.Token);

        await Await.UntilAsync("both", () => seen.Count == 2);

        seen.Select(name => name.Namespace).Order().ShouldBe(["one", "two"]);
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task TerminalError_IsNotTriedAgain_UntilTheNextEvent()
    {
        var calls = 0;
        using var controller = Make(_ =>
        {
            calls++;
            throw new TerminalException("the spec asks for what cannot be");
        });
        using var stop = new CancellationTokenSource();
        var running = controller.RunAsync(() => true, stop.Token, stop.Token);
        controller.Enqueue(Key);
        await Await.UntilAsync("the first reconcile has ended", () => Metric("controller_runtime_reconcile_errors_total") == 1);

        _time.Advance(TimeSpan.FromHours(1));
        controller.Enqueue(new("ns", "b"));
        await Await.UntilAsync("another key was reconciled meanwhile", () => calls == 2);
        controller.Enqueue(Key);
        await Await.UntilAsync("the next event was reconciled", () => Metric("controller_runtime_reconcile_errors_total") == 3);

        calls.ShouldBe(3);
        Metric("controller_runtime_terminal_reconcile_errors_total").ShouldBe(3);
        Metric("workqueue_retries_total").ShouldBe(0);
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task ReconcileBeyondItsTimeLimit_IsCancelled_AndTriedAgain()
    {
        var calls = 0;
        using var controller = new Controller<V1ConfigMap>(
            new Endless(() => ++calls), Options with { ReconcileTimeout = TimeSpan.FromSeconds(30) },
            _cache, _time, NullLogger<Controller<V1ConfigMap>>.Instance);
        using var stop = new CancellationTokenSource();
        var running = controller.RunAsync(() => true, stop.Token, stop.Token);
        controller.Enqueue(Key);

        await Await.UntilAsync("the second try", () =>
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            return calls >= 2;
        });

        Metric("controller_runtime_reconcile_timeouts_total").ShouldBeGreaterThanOrEqualTo(1);
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Resync_ReconcilesEveryObject_EachPeriodGiveOrTakeATenth()
    {
        Put("a");
        Put("b");
        var reconciled = new ConcurrentQueue<string>();
        using var controller = Make(
            name =>
            {
                reconciled.Enqueue(name.Name);
                return ReconcileResult.Done;
            },
            TimeSpan.FromMinutes(100));
        using var stop = new CancellationTokenSource();
        var running = controller.RunAsync(() => true, stop.Token, stop.Token);

        await Await.UntilAsync("the first resync is set", () => _time.Waiting == 1);
        for (var round = 1; round <= 3; round++)
        {
            var minutes = 0;
            do
            {
                _time.Advance(TimeSpan.FromMinutes(1));
                minutes++;
                await Await.UntilAsync("the resync has taken note of the time", () => _time.Waiting == 1);
            }
            while (Metric("workqueue_adds_total") == 2 * (round - 1));

            minutes.ShouldBeInRange(90, 110);
            await Await.UntilAsync("every object was reconciled", () => reconciled.Count == 2 * round);
        }

        reconciled.Chunk(2).ShouldAllBe(round => round.Order().SequenceEqual(new[] { "a", "b" }));
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Resync_ThatIsOff_NeverComes()
    {
        Put("a");
        using var controller = Make(_ => throw new InvalidOperationException("nobody asked"), null);
        using var stop = new CancellationTokenSource();
        var running = controller.RunAsync(() => true, stop.Token, stop.Token);

        _time.Waiting.ShouldBe(0);

        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public void Metrics_OfANewController_AreThereAtZero()
    {
        using var controller = Make(_ => ReconcileResult.Done);
        var text = _metrics.Render();

        foreach (var result in (string[])["success", "error", "requeue", "requeue_after"])
        {
            text.ShouldContain($"controller_runtime_reconcile_total{{controller=\"{_name}\",result=\"{result}\"}} 0\n");
        }

        foreach (var counter in (string[])["reconcile_errors", "terminal_reconcile_errors", "reconcile_panics", "reconcile_timeouts"])
        {
            Metric($"controller_runtime_{counter}_total").ShouldBe(0, counter);
        }

        foreach (var queue in (string[])["adds_total", "retries_total", "depth", "unfinished_work_seconds", "longest_running_processor_seconds"])
        {
            Metric($"workqueue_{queue}").ShouldBe(0, queue);
        }

        Metric("controller_runtime_max_concurrent_reconciles").ShouldBe(4);
        Metric("controller_runtime_active_workers").ShouldBe(0);
    }

    [Fact]
    public async Task Metrics_TellWhatWaitsRunsAndPanics()
    {
        var calls = 0;
        using var go = new SemaphoreSlim(0);
        using var controller = new Controller<V1ConfigMap>(
            new Gated(go, () => ++calls), Options with { Workers = 1 }, _cache, _time, NullLogger<Controller<V1ConfigMap>>.Instance);
        using var stop = new CancellationTokenSource();
        var running = controller.RunAsync(() => true, stop.Token, stop.Token);
        controller.Enqueue(Key);
        controller.Enqueue(new("ns", "b"));
        await Await.UntilAsync("the first runs", () => Metric("controller_runtime_active_workers") == 1);
        _time.Advance(TimeSpan.FromSeconds(7));

        (Metric("workqueue_depth"), Metric("workqueue_unfinished_work_seconds"), Metric("workqueue_longest_running_processor_seconds")).ShouldBe((1, 7, 7));

        go.Release(2);
        await Await.UntilAsync("both were reconciled", () => Metric("controller_runtime_reconcile_panics_total") == 2);
        await stop.CancelAsync();
        await running;
        controller.Dispose();
        _metrics.Render().ShouldNotContain($"workqueue_depth{{controller=\"{_name}\"", customMessage: "a controller that is gone has no queue");
    }

    /// <summary>controller-runtime's buckets and client-go's, by which dashboards for other operators fit this one.</summary>
    [Fact]
    public async Task Metrics_OfDurations_HaveTheBucketsOfControllerRuntime()
    {
        var calls = 0;
        await RunAsync(
            _ =>
            {
                calls++;
                return ReconcileResult.Done;
            },
            () => calls == 1 && _metrics.Render().Contains($"workqueue_work_duration_seconds_count{{controller=\"{_name}\"", StringComparison.Ordinal),
            TimeSpan.Zero);

        Buckets("controller_runtime_reconcile_time_seconds").ShouldBe(
            "0.005 0.01 0.025 0.05 0.1 0.15 0.2 0.25 0.3 0.35 0.4 0.45 0.5 0.6 0.7 0.8 0.9 1 "
            + "1.25 1.5 1.75 2 2.5 3 3.5 4 4.5 5 6 7 8 9 10 15 20 25 30 40 50 60 +Inf");
        foreach (var queue in (string[])["queue", "work"])
        {
            Buckets($"workqueue_{queue}_duration_seconds").ShouldBe("1E-08 1E-07 1E-06 1E-05 0.0001 0.001 0.01 0.1 1 10 100 1000 +Inf");
        }

        string Buckets(string name) => string.Join(' ', _metrics.Render().Split('\n')
            .Where(line => line.StartsWith($"{name}_bucket{{controller=\"{_name}\"", StringComparison.Ordinal))
            .Select(line => line.Split("le=\"")[1].Split('"')[0]));
    }

    [Fact]
    public async Task Workers_ReconcileAsManyKeysAtOnce_AndNoMore()
    {
        var calls = 0;
        using var go = new SemaphoreSlim(0);
        using var controller = new Controller<V1ConfigMap>(
            new Gated(go, () => Interlocked.Increment(ref calls)), Options with { Workers = 2 }, _cache, _time, NullLogger<Controller<V1ConfigMap>>.Instance);
        using var stop = new CancellationTokenSource();
        var running = controller.RunAsync(() => true, stop.Token, stop.Token);
        foreach (var name in (string[])["a", "b", "c"])
        {
            controller.Enqueue(new("ns", name));
        }

        await Await.UntilAsync("two run", () => Metric("controller_runtime_active_workers") == 2);

        Metric("workqueue_depth").ShouldBe(1, "the third waits");
        go.Release(3);
        await Await.UntilAsync("all ran", () => calls == 3);
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Log_OfAReconcile_NamesControllerKeyAndReconcile()
    {
        var logger = new ScopeLogger();
        var calls = 0;
        using var controller = new Controller<V1ConfigMap>(
            new Reconciler(_ => ++calls > 0 ? throw new TerminalException("for good") : ReconcileResult.Done), Options, _cache, _time, logger);
        using var stop = new CancellationTokenSource();
        var running = controller.RunAsync(() => true, stop.Token, stop.Token);
        controller.Enqueue(Key);
        await Await.UntilAsync("it was reconciled", () => Metric("controller_runtime_reconcile_errors_total") == 1);
        controller.Enqueue(Key);
        await Await.UntilAsync("it was reconciled again", () => Metric("controller_runtime_reconcile_errors_total") == 2);

        logger.Scopes.Count.ShouldBe(2);
        logger.Scopes.ShouldAllBe(scope => (string)scope["Controller"]! == _name && (NamespacedName)scope["Key"]! == Key);
        logger.Scopes.Select(scope => scope["ReconcileId"]).Distinct().Count().ShouldBe(2);
        await stop.CancelAsync();
        await running;
    }

    private Controller<V1ConfigMap> Make(Func<NamespacedName, ReconcileResult> reconcile, TimeSpan? resync = null) => new(
        new Reconciler(reconcile), Options with { ResyncPeriod = resync }, _cache, _time, NullLogger<Controller<V1ConfigMap>>.Instance);

    /// <summary>Without a time limit for reconciles, whose timers would stand beside that of the resync.</summary>
    private ControllerOptions Options => new() { Name = _name, ReconcileTimeout = Timeout.InfiniteTimeSpan };

    private void Put(string name) => _cache.Put(new V1ConfigMap { Metadata = new() { Namespace = "ns", Name = name, Uid = name, ResourceVersion = "1" } });

    /// <summary>The value of this test's series of a metric.</summary>
    private double Metric(string name) => _metrics.Render().Split('\n')
        .Where(line => line.StartsWith($"{name}{{controller=\"{_name}\"", StringComparison.Ordinal))
        .Select(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture)).ShouldHaveSingleItem();

    private async Task RunAsync(Func<NamespacedName, ReconcileResult> reconcile, Func<bool> done, TimeSpan step)
    {
        using var controller = Make(reconcile);
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

    private sealed class ScopeLogger : ILogger<Controller<V1ConfigMap>>
    {
        public ConcurrentQueue<Dictionary<string, object?>> Scopes { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            Scopes.Enqueue(((IEnumerable<KeyValuePair<string, object?>>)state).ToDictionary());
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
        }
    }

    private sealed class Endless(Action called) : IReconciler<V1ConfigMap>
    {
        public async Task<ReconcileResult> ReconcileAsync(NamespacedName name, CancellationToken cancellationToken)
        {
            called();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return ReconcileResult.Done;
        }
    }

    private sealed class Gated(SemaphoreSlim go, Func<int> called) : IReconciler<V1ConfigMap>
    {
        public async Task<ReconcileResult> ReconcileAsync(NamespacedName name, CancellationToken cancellationToken)
        {
            await go.WaitAsync(cancellationToken);
            throw called() == 1 ? new DivideByZeroException() : new InvalidCastException();
        }
    }

    private sealed class Reconciler(Func<NamespacedName, ReconcileResult> reconcile) : IReconciler<V1ConfigMap>
    {
        public Task<ReconcileResult> ReconcileAsync(NamespacedName name, CancellationToken cancellationToken) => Task.FromResult(reconcile(name));
    }
}
