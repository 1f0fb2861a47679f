using System.Collections.Concurrent;
using System.Text.Json;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Json;
using ChatDr.Kubernetes.LeaderElection;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;
using ChatDr.Kubernetes.Tests.Fakes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ChatDr.Kubernetes.Tests.Runtime;

/// <summary>A whole operator on a clock that the test moves; the server has one ConfigMap and one Lease.</summary>
public sealed class OperatorServiceTests : IAsyncLifetime
{
    private readonly FakeTime _time = new();
    private readonly ConcurrentQueue<string> _writes = [];
    private ApiServerStub _server = null!;
    private V1Lease? _lease;

    public async Task InitializeAsync()
    {
        _server = await ApiServerStub.StartAsync();
        _server.Otherwise = AnswerAsync;
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();

        // That of the process that runs the tests.
        Environment.ExitCode = 0;
    }

    /// <summary>
    /// The process is stopped while a reconcile is under way, for longer than its lease, and goes on: no timer has fired and no token is cancelled yet when the
    /// reconcile comes to its write.
    /// </summary>
    [Fact]
    public async Task ReconcileThatWasUnderWay_WhenTheProcessStoodStillPastItsLease_WritesNothing_AndTheHostEnds()
    {
        var reconciler = new Pausing();
        using var host = await StartAsync(reconciler);
        await reconciler.Entered.Task.WaitAsync(TimeSpan.FromSeconds(20));

        _time.StandStill(TimeSpan.FromSeconds(11));
        reconciler.GoOn.SetResult();

        (await reconciler.Outcome.Task.WaitAsync(TimeSpan.FromSeconds(20))).ShouldBeOfType<LeadershipLostException>();
        _writes.ShouldBeEmpty();
        var stopped = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        await Await.UntilAsync("the host ends", () =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(500));
            return stopped.IsCancellationRequested;
        });
        Environment.ExitCode.ShouldBe(1);
        await host.StopAsync();
    }

    [Fact]
    public async Task Reconcile_OfTheLeader_Writes()
    {
        var reconciler = new Pausing();
        using var host = await StartAsync(reconciler);
        await reconciler.Entered.Task.WaitAsync(TimeSpan.FromSeconds(20));

        reconciler.GoOn.SetResult();

        (await reconciler.Outcome.Task.WaitAsync(TimeSpan.FromSeconds(20))).ShouldBeNull();
        _writes.ShouldHaveSingleItem();
        await host.StopAsync();
    }

    /// <summary>The other caches go on, and the operator would see all but one kind.</summary>
    [Fact]
    public async Task MappingThatThrows_EndsTheHost_WithAnErrorToTheShell()
    {
        var reconciler = new Pausing();
        reconciler.GoOn.SetResult();

        using var host = await StartAsync(
            reconciler, controller => controller.Watches<V1Secret>(_ => throw new InvalidOperationException("a mistake in a mapping")));

        var stopped = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        await Await.UntilAsync("the host ends", () => stopped.IsCancellationRequested);
        (await Should.ThrowAsync<InvalidOperationException>(host.Services.GetRequiredService<OperatorService>().ExecuteTask!))
            .Message.ShouldBe("a mistake in a mapping");
        Environment.ExitCode.ShouldBe(1);
        await host.StopAsync();
    }

    [Fact]
    public async Task CachesThatDoNotFill_EndTheHost_AndNothingIsReconciledBefore()
    {
        _server.Otherwise = context =>
        {
            context.Response.StatusCode = 404;
            return context.Response.WriteAsync(
                """{"kind":"Status","apiVersion":"v1","status":"Failure","message":"no such kind","reason":"NotFound","code":404}""");
        };
        var reconciler = new Pausing();
        using var host = await StartAsync(reconciler);
        var running = host.Services.GetRequiredService<OperatorService>().ExecuteTask!;
        await Await.UntilAsync("the operator gives up", () =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return running.IsCompleted;
        });

        TimeSpan.FromTicks(_time.GetTimestamp()).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMinutes(2));
        (await Should.ThrowAsync<TimeoutException>(running)).Message.ShouldStartWith("Caches were not filled within 00:02:00: ConfigMap (");
        reconciler.Entered.Task.IsCompleted.ShouldBeFalse();
        await host.StopAsync();
    }

    /// <summary>docs/runtime.md: reconciles end, events are written, the lease is given back, in this order.</summary>
    [Fact]
    public async Task Stop_WritesTheEventsThatWait_BeforeItGivesTheLeaseBack()
    {
        var reconciler = new Pausing();
        using var host = await StartAsync(reconciler);
        await reconciler.Entered.Task.WaitAsync(TimeSpan.FromSeconds(20));
        host.Services.GetRequiredService<IEventPublisher>().Publish(
            new V1ConfigMap { Metadata = new() { Namespace = "ns", Name = "a" } }, EventType.Normal, "Told", "late");

        var stopping = host.StopAsync();
        reconciler.GoOn.SetResult();
        await stopping.WaitAsync(TimeSpan.FromSeconds(20));

        _writes.Select(write => write.Split('/')[^1]).ShouldBe(["a", "events", "released"], ignoreOrder: false);
    }

    private async Task<IHost> StartAsync(Pausing reconciler, Action<ControllerBuilder<V1ConfigMap>>? configure = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<TimeProvider>(_time).AddSingleton(reconciler);
        builder.Services
            .AddKubernetesOperator(options =>
            {
                options.Config = _server.Config;
                options.LeaderElection = new LeaderElectionOptions { Namespace = "ns", LeaseName = "l" };
            })
            .AddController<Pausing.Reconciler, V1ConfigMap>(configure);
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var (method, path) = (context.Request.Method, context.Request.Path.Value!);
        if (path.Contains("/leases", StringComparison.Ordinal))
        {
            await AnswerLeaseAsync(context);
        }
        else if (path.EndsWith("/events", StringComparison.Ordinal))
        {
            // A slow server: whoever does not wait for it comes first.
            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, context.RequestAborted);
            _writes.Enqueue($"{method} {path}");
            await context.Response.WriteAsync(
                """{"apiVersion":"events.k8s.io/v1","kind":"Event","metadata":{"namespace":"ns","name":"e","resourceVersion":"1"}}""");
        }
        else if (method != "GET")
        {
            _writes.Enqueue($"{method} {path}");
            await context.Response.WriteAsync(Map);
        }
        else if (context.Request.Query.ContainsKey("watch"))
        {
            await context.Response.StartAsync();
            await context.Response.Body.FlushAsync();
            await _server.SilenceAsync(context);
        }
        else
        {
            await context.Response.WriteAsync($$"""{"apiVersion":"v1","kind":"ConfigMapList","metadata":{"resourceVersion":"1"},"items":[{{Map}}]}""");
        }
    }

    private async Task AnswerLeaseAsync(HttpContext context)
    {
        if (context.Request.Method != "GET")
        {
            var lease = await JsonSerializer.DeserializeAsync<V1Lease>(context.Request.Body, KubernetesJson.Options);
            _lease = lease! with { Metadata = lease.Metadata with { ResourceVersion = "1" } };
            if (lease.Spec!.HolderIdentity is not { Length: > 0 })
            {
                lease.Spec.LeaseDurationSeconds.ShouldBe(1, "who waits by the old duration would wait it out");
                _writes.Enqueue("PUT /released");
            }
        }

        context.Response.StatusCode = _lease is null ? 404 : 200;
        await context.Response.WriteAsync(
            _lease is null ? """{"kind":"Status","reason":"NotFound","code":404}""" : JsonSerializer.Serialize(_lease, KubernetesJson.Options));
    }

    private const string Map = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"namespace":"ns","name":"a","resourceVersion":"1"}}""";

    /// <summary>Where a reconcile stands.</summary>
    private sealed class Pausing
    {
        public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource GoOn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource<Exception?> Outcome { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Writes when it is told to go on.</summary>
        public sealed class Reconciler(IKubernetesClient client, Pausing pausing) : IReconciler<V1ConfigMap>
        {
            public async Task<ReconcileResult> ReconcileAsync(NamespacedName name, CancellationToken cancellationToken)
            {
                pausing.Entered.TrySetResult();
                await pausing.GoOn.Task;
                try
                {
                    var map = new V1ConfigMap { Metadata = new() { Namespace = name.Namespace, Name = name.Name } };
                    await client.ApplyAsync(map, "test", force: true, cancellationToken);
                    pausing.Outcome.TrySetResult(null);
                }
                catch (LeadershipLostException refused)
                {
                    pausing.Outcome.TrySetResult(refused);
                    throw;
                }

                return ReconcileResult.Done;
            }
        }
    }
}
