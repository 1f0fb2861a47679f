using System.Collections.Concurrent;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;
using ChatDr.Kubernetes.Tests.Fakes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ChatDr.Kubernetes.Tests.Runtime;

/// <summary>What wakes a controller, from the server's watch to the reconciler.</summary>
public sealed class ControllerBuilderTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<string> _reconciled = [];
    private int _failures;
    private ApiServerStub _server = null!;

    public async Task InitializeAsync() => _server = await ApiServerStub.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    /// <summary>KubeOps' generation gate hides changes of status, labels and annotations alone (issue 826); here nothing is hidden unless asked for.</summary>
    [Fact]
    public async Task ChangeOfStatusAlone_WakesTheController_KubeOps826()
    {
        _server.Next(List(Map("a", 1, generation: 1)));
        Watch((1, Modified(Map("a", 2, generation: 1))));

        await RunUntilAsync(_ => { }, "a", "a");
    }

    [Fact]
    public async Task ForPredicate_KeepsStatusChangesFromTheController_ButNotDeletion()
    {
        _server.Next(List(Map("a", 1, generation: 1), Map("b", 2, generation: 1)));
        Watch((2, Modified(Map("a", 3, generation: 1))), (2, Modified(Map("b", 4, generation: 2))), (3, Deleted(Map("a", 5, generation: 1))));

        await RunUntilAsync(controller => controller.For(Predicates.GenerationChanged), "a", "b", "b", "a");
    }

    [Fact]
    public async Task ForPredicate_IsAskedForNoRetry()
    {
        _server.Next(List(Map("a", 1, generation: 1)));

        _failures = 2;

        await RunUntilAsync(controller => controller.For((_, _) => _reconciled.IsEmpty), "a", "a", "a");
    }

    [Fact]
    public async Task WatchesPredicate_SiftsWhatIsMapped()
    {
        _server.Next(List(Map("a", 1, generation: 1)));
        Watch((1, Modified(Map("a", 2, generation: 1))), (1, Modified(Map("a", 3, generation: 2))));

        await RunUntilAsync(
            controller => controller.For((_, _) => false)
                .Watches<V1ConfigMap>(map => [new("ns", $"mapped-{map.Metadata.Generation}")], Predicates.GenerationChanged),
            "mapped-1",
            "mapped-1",
            "mapped-2");
    }

    /// <summary>What was set up last may need what was set up before it, so it goes first.</summary>
    [Fact]
    public async Task Finalizers_CleanUpInTheReverseOrderOfTheirDeclaration()
    {
        _server.Next(List(Deleting("a", "example.org/first", "example.org/second")));

        await RunUntilAsync(controller => controller.Finalizes<First>("example.org/first").Finalizes<Second>("example.org/second"), "second");
    }

    [Fact]
    public async Task ObjectThatIsBeingDeleted_IsReconciled_WhereNothingFinalizes()
    {
        _server.Next(List(Deleting("a", "example.org/foreign")));

        await RunUntilAsync(_ => { }, "a");
    }

    private static string Map(string name, int revision, int generation) =>
        $$$"""{"kind":"ConfigMap","apiVersion":"v1","metadata":{"namespace":"ns","name":"{{{name}}}","uid":"{{{name}}}","resourceVersion":"{{{revision}}}","generation":{{{generation}}}}}""";

    private static string Deleting(string name, params string[] finalizers) =>
        $$$"""
        {"kind":"ConfigMap","apiVersion":"v1","metadata":{"namespace":"ns","name":"{{{name}}}","uid":"{{{name}}}","resourceVersion":"1",
        "deletionTimestamp":"2026-01-01T00:00:00Z","finalizers":["{{{string.Join("\",\"", finalizers)}}}"]}}
        """;

    private static string List(params string[] items) =>
        $$"""{"kind":"ConfigMapList","apiVersion":"v1","metadata":{"resourceVersion":"10"},"items":[{{string.Join(',', items)}}]}""";

    private static string Modified(string entity) => $$"""{"type":"MODIFIED","object":{{entity}}}""";

    private static string Deleted(string entity) => $$"""{"type":"DELETED","object":{{entity}}}""";

    /// <summary>The next watch tells each frame after so many reconciles, since changes that come together wake a controller once.</summary>
    private void Watch(params (int After, string Frame)[] frames) => _server.Next(async context =>
    {
        context.Response.ContentType = "application/json";
        await context.Response.StartAsync();
        foreach (var (after, frame) in frames)
        {
            await Await.UntilAsync($"{after} reconciles", () => _reconciled.Count >= after);
            await context.Response.WriteAsync(frame + "\n");
            await context.Response.Body.FlushAsync();
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    });

    /// <summary>Runs an operator until its reconciler was called with just these names in this order.</summary>
    private async Task RunUntilAsync(Action<ControllerBuilder<V1ConfigMap>> configure, params string[] names)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(new Reconciler(_reconciled, _failures)).AddSingleton(_reconciled);
        builder.Services
            .AddKubernetesOperator(options => options.Config = _server.Config)
            .AddController<Reconciler, V1ConfigMap>(controller => configure(controller.With(new ControllerOptions { Workers = 1 })));
        using var host = builder.Build();
        await host.StartAsync();

        await Await.UntilAsync(string.Join(", ", names), () => _reconciled.Count >= names.Length, () => string.Join(", ", _reconciled));

        await host.StopAsync();
        _reconciled.ShouldBe(names);
    }

    private sealed class Reconciler(ConcurrentQueue<string> reconciled, int failures) : IReconciler<V1ConfigMap>
    {
        public Task<ReconcileResult> ReconcileAsync(NamespacedName name, CancellationToken cancellationToken)
        {
            reconciled.Enqueue(name.Name);
            return reconciled.Count <= failures ? throw new InvalidOperationException("not yet") : Task.FromResult(ReconcileResult.Done);
        }
    }

    private sealed class First(ConcurrentQueue<string> finalized) : IFinalizer<V1ConfigMap>
    {
        public Task<FinalizeResult> FinalizeAsync(V1ConfigMap entity, CancellationToken cancellationToken)
        {
            finalized.Enqueue("first");
            return Task.FromResult(FinalizeResult.NotYet(TimeSpan.FromHours(1)));
        }
    }

    private sealed class Second(ConcurrentQueue<string> finalized) : IFinalizer<V1ConfigMap>
    {
        public Task<FinalizeResult> FinalizeAsync(V1ConfigMap entity, CancellationToken cancellationToken)
        {
            finalized.Enqueue("second");
            return Task.FromResult(FinalizeResult.NotYet(TimeSpan.FromHours(1)));
        }
    }
}
