using System.Collections.Concurrent;
using System.Net;
using System.Runtime.CompilerServices;
using ChatDr.Kubernetes.Caching;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;
using ChatDr.Kubernetes.Tests.Fakes;
using ChatDr.Tests.Shared;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatDr.Kubernetes.Tests.Caching;

/// <summary>What a server that refuses, hurries or has no such kind makes an informer do: client-go's reflector.</summary>
public sealed class InformerTroubleTests : IAsyncLifetime, IDisposable
{
    private readonly FakeTime _time = new();
    private readonly Server _server = new();
    private readonly Informer<V1ConfigMap> _informer;
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    public InformerTroubleTests() =>
        _informer = new(_server, "ns", new CacheOptions<V1ConfigMap>(), _time, new Random(1), NullLogger<Informer<V1ConfigMap>>.Instance);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
    }

    public void Dispose() => _stop.Dispose();

    [Fact]
    public async Task ThrottledWatch_WaitsAndGoesOnFromTheSameRevision()
    {
        _server.Watches.Enqueue(() => throw Refused(HttpStatusCode.TooManyRequests, "TooManyRequests"));

        await RunUntilTroubledAsync("TooManyRequests");
        await RunOnAsync(() => _server.Watched.Count == 2);

        _server.Watched.ShouldBe(["10", "10"]);
        _server.Lists.ShouldBe(1);
    }

    [Fact]
    public async Task FailedWatch_ListsAgain()
    {
        _server.Watches.Enqueue(() => throw Refused(HttpStatusCode.InternalServerError, "InternalError"));

        await RunUntilTroubledAsync("InternalError");
        await RunOnAsync(() => _server.Watched.Count == 2);

        _server.Watched.ShouldBe(["10", "20"]);
        await Await.UntilAsync("the trouble is over", () => _informer.Trouble is null);
    }

    [Fact]
    public async Task WatchClosedAsSoonAsItIsOpened_IsTrouble_ButNoReasonToListAgain()
    {
        _server.Watches.Enqueue(() => []);

        await RunUntilTroubledAsync("closes watches as soon as they are opened");
        await RunOnAsync(() => _server.Watched.Count == 2);

        _server.Watched.ShouldBe(["10", "10"]);
    }

    [Fact]
    public async Task KindThatIsNotThereYet_IsNotSynced_AndAskedForUntilItIs()
    {
        _server.ListRefusal = Refused(HttpStatusCode.NotFound, "NotFound");

        await RunUntilTroubledAsync("NotFound");
        _informer.Synced.IsCompleted.ShouldBeFalse();
        _server.ListRefusal = null;
        await RunOnAsync(() => _informer.Synced.IsCompletedSuccessfully);

        await Await.UntilAsync("the trouble is over", () => _informer.Trouble is null);
    }

    [Fact]
    public async Task Watches_AskForFiveToTenMinutes_EachForAnother()
    {
        for (var i = 0; i < 200; i++)
        {
            _server.Watches.Enqueue(() => [new(WatchEventType.Bookmark, new V1ConfigMap { Metadata = new() { ResourceVersion = "11" } })]);
        }

        _running = _informer.RunAsync(_stop.Token);
        await Await.UntilAsync("200 watches and one that stays", () => _server.Watched.Count == 201);

        _server.Limits.ShouldAllBe(seconds => seconds >= 300 && seconds <= 600);
        _server.Limits.Distinct().Count().ShouldBeGreaterThan(50);
        _server.Lists.ShouldBe(1);
    }

    private static KubernetesApiException Refused(HttpStatusCode status, string reason) => new(status, reason, $"refused: {reason}");

    private async Task RunUntilTroubledAsync(string trouble)
    {
        _running = _informer.RunAsync(_stop.Token);
        await Await.UntilAsync("it waits", () => _time.Waiting == 1);
        _informer.Trouble!.ShouldContain(trouble);
    }

    private Task RunOnAsync(Func<bool> condition) => Await.UntilAsync("it goes on", () =>
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        return condition();
    });

    /// <summary>Lists at revision 10, then 20 and so on; watches tell what stands in the queue, and then nothing for ever.</summary>
    private sealed class Server : FakeClient
    {
        private int _lists;

        public ConcurrentQueue<Func<List<WatchEvent<V1ConfigMap>>>> Watches { get; } = [];

        public ConcurrentQueue<string?> Watched { get; } = [];

        public ConcurrentQueue<int?> Limits { get; } = [];

        public Exception? ListRefusal { get; set; }

        public int Lists => _lists;

        public override Task<KubernetesList<T>> ListAsync<T>(string? ns, ListOptions options, CancellationToken cancellationToken)
        {
            if (ListRefusal is { } refusal)
            {
                throw refusal;
            }

            return Task.FromResult(new KubernetesList<T> { Metadata = new() { ResourceVersion = $"{Interlocked.Increment(ref _lists) * 10}" } });
        }

        public override async IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(
            string? ns, string? resourceVersion, ListOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            Limits.Enqueue(options.TimeoutSeconds);
            Watched.Enqueue(resourceVersion);
            if (!Watches.TryDequeue(out var watch))
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            }

            foreach (var frame in watch!())
            {
                yield return new(frame.Type, (T)(object)frame.Entity);
            }
        }
    }
}
