using System.Collections.Concurrent;
using ChatDr.Kubernetes.Caching;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;
using ChatDr.Kubernetes.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatDr.Kubernetes.Tests.Caching;

public sealed class InformerTests : IAsyncLifetime, IDisposable
{
    private readonly ConcurrentQueue<string> _told = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly FakeTime _time = new();
    private readonly CacheOptions<V1ConfigMap> _options = new();
    private ApiServerStub _server = null!;
    private KubernetesClient _client = null!;
    private Informer<V1ConfigMap> _informer = null!;
    private Task _running = Task.CompletedTask;

    public async Task InitializeAsync()
    {
        _server = await ApiServerStub.StartAsync();
        _client = _server.Client();
        _informer = new(_client, "ns", _options, _time, new Random(1), NullLogger<Informer<V1ConfigMap>>.Instance);
        _informer.Subscribe(change => _told.Enqueue($"{Revision(change.Old)}->{Revision(change.New)}"));
    }

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        await _server.DisposeAsync();
    }

    public void Dispose()
    {
        _client.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public async Task List_ThenWatch_GoesOnFromTheListsRevision()
    {
        _server.Next(List("10", Map("a", 5)));
        _server.NextWatch(WatchEnd.Silent, Frame("ADDED", Map("b", 11)), Frame("MODIFIED", Map("a", 12)), Frame("DELETED", Map("b", 13)));

        await RunUntilToldAsync("->a5", "->b11", "a5->a12", "b11->");

        _server.Requests.Last().ShouldContain("resourceVersion=10");
        _server.Requests.Last().ShouldContain("allowWatchBookmarks=true");
        _informer.Cache.List("ns").ShouldHaveSingleItem().Metadata.Name.ShouldBe("a");
        _informer.Synced.IsCompletedSuccessfully.ShouldBeTrue();
    }

    [Fact]
    public async Task ChangeOfStatusAlone_IsTold()
    {
        _server.Next(List("10", OfGenerationOne("a", 5)));
        _server.NextWatch(WatchEnd.Silent, Frame("MODIFIED", OfGenerationOne("a", 11)));

        await RunUntilToldAsync("->a5", "a5->a11");

        static string OfGenerationOne(string name, int revision) =>
            Map(name, revision).Replace("\"uid\"", "\"generation\":1,\"uid\"", StringComparison.Ordinal);
    }

    [Fact]
    public async Task DeletionWhileDisconnected_IsToldAfterTheRelist()
    {
        _server.Next(List("10", Map("a", 5), Map("b", 6)));
        _server.NextWatch(WatchEnd.Closed, Expired);
        _server.Next(List("20", Map("b", 6)));

        await RunUntilToldAsync("->a5", "->b6", "a5->");

        _informer.Cache.Get(new NamespacedName("ns", "a")).ShouldBeNull();
    }

    [Fact]
    public async Task WatchRefusedAsGone_ListsAgain_AndTellsOnlyWhatChanged()
    {
        _server.Next(List("10", Map("a", 5), Map("b", 6)));
        _server.Next(Status(410, "Expired"), 410);
        _server.Next(List("20", Map("a", 15), Map("b", 6)));

        await RunUntilToldAsync("->a5", "->b6", "a5->a15");

        await Await.UntilAsync(
            "it watches from the new list", () => _server.Requests.Any(request => request.Contains("resourceVersion=20", StringComparison.Ordinal)));
    }

    /// <summary>YARP's informer looks for what has gone page by page, and so would tell everything that is on another page as deleted.</summary>
    [Fact]
    public async Task ListOfSeveralPages_TellsNoDeletionOfWhatIsOnAnother()
    {
        _server.Next(List("10", Map("a", 5), Map("b", 6)));
        _server.NextWatch(WatchEnd.Closed, Expired);
        _server.Next(
            List("20", Map("a", 5)).Replace("\"resourceVersion\":\"20\"", "\"resourceVersion\":\"20\",\"continue\":\"next\"", StringComparison.Ordinal));
        _server.Next(List("20", Map("b", 6), Map("c", 15)));

        await RunUntilToldAsync("->a5", "->b6", "->c15");

        _informer.Cache.List("ns").Count.ShouldBe(3);
        _server.Requests.ShouldContain(request => request.Contains("continue=next", StringComparison.Ordinal));
    }

    /// <summary>KubernetesClient reads a line without a token, and leaves the read to itself when it is cancelled.</summary>
    [Fact]
    public async Task SilentWatch_EndsAtOnce_WhenItIsCancelled()
    {
        _server.Next(List("10"));
        _server.NextWatch(WatchEnd.Silent);
        Run();
        await Await.UntilAsync("it watches", () => _server.Requests.Count == 2);

        await _stop.CancelAsync();

        await _running.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task StreamCutWithinAFrame_ResumesFromTheLastWholeOne()
    {
        _server.Next(List("10"));
        _server.NextWatch(WatchEnd.Cut, Frame("ADDED", Map("a", 11)));
        _server.NextWatch(WatchEnd.Silent, Frame("ADDED", Map("b", 12)));

        await RunUntilToldAsync("->a11", "->b12");

        _server.Requests.Count(request => !request.Contains("watch=true", StringComparison.Ordinal)).ShouldBe(1, "a cut stream is no reason to list again");
        _server.Requests.Last().ShouldContain("resourceVersion=11");
    }

    /// <summary>KubernetesClient tells an error handler of a frame that it cannot read, and goes on with the next.</summary>
    [Fact]
    public async Task FrameThatHoldsNoObjectOfTheKind_IsNotPassedOver()
    {
        _server.Next(List("10"));
        _server.NextWatch(WatchEnd.Silent, Frame("ADDED", """{"kind":"ConfigMap","apiVersion":"v1","metadata":5}"""), Frame("ADDED", Map("b", 12)));
        _server.Next(List("20", Map("a", 11), Map("b", 12)));

        await RunUntilToldAsync("->a11", "->b12");
    }

    [Fact]
    public async Task WatchClosedInOrder_ResumesFromTheBookmark()
    {
        _server.Next(List("10"));
        _server.NextWatch(
            WatchEnd.Closed,
            """{"type":"BOOKMARK","object":{"kind":"ConfigMap","apiVersion":"v1","metadata":{"resourceVersion":"99","creationTimestamp":null}}}""");

        Run();

        await Await.UntilAsync(
            "it watches from the bookmark",
            () => _server.Requests.Any(request => request.Contains("resourceVersion=99", StringComparison.Ordinal)),
            () => string.Join(", ", _server.Requests));
    }

    [Fact]
    public async Task EmptyCollection_IsSynced_ThoughTheWatchSaysNothing()
    {
        _server.Next(List("10"));

        Run();

        await _informer.Synced.WaitAsync(TimeSpan.FromSeconds(20));
        _informer.Cache.List(null).ShouldBeEmpty();
    }

    [Fact]
    public async Task SilentWatch_IsGivenUp_WhenItsTimeIsLongPast()
    {
        using var impatient = new KubernetesClient(_server.Config, _time, NullLogger<KubernetesClient>.Instance);
        var watching = DrainAsync();
        await Await.UntilAsync("the watch is open", () => !_server.Requests.IsEmpty);

        await Await.UntilAsync("the watch is given up", () =>
        {
            _time.Advance(TimeSpan.FromSeconds(100));
            return watching.IsCompleted;
        });

        await watching.ShouldThrowAsync<HttpRequestException>();

        async Task DrainAsync()
        {
            _server.NextWatch(WatchEnd.Silent);
            await foreach (var _ in impatient.WatchAsync<V1ConfigMap>("ns", "1", new ListOptions { TimeoutSeconds = 300 }, _stop.Token))
            {
            }
        }
    }

    [Fact]
    public async Task Transform_IsWhatCacheAndHandlersSee_OfListAndWatch()
    {
        _options.Transform = map => map with { Data = null, BinaryData = new Dictionary<string, byte[]>() };
        _server.Next(List("10", Map("a", 5)));
        _server.NextWatch(WatchEnd.Silent, Frame("ADDED", Map("b", 11)));

        await RunUntilToldAsync("->a5", "->b11");

        _informer.Cache.List("ns").Select(map => map.BinaryData?.Count).ShouldBe([0, 0]);
    }

    private const string Expired =
        """{"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","status":"Failure","message":"too old","reason":"Expired","code":410}}""";

    private static string Status(int code, string reason) =>
        $$"""{"kind":"Status","apiVersion":"v1","status":"Failure","message":"refused","reason":"{{reason}}","code":{{code}}}""";

    private static string Map(string name, int revision) =>
        $$$"""{"kind":"ConfigMap","apiVersion":"v1","metadata":{"namespace":"ns","name":"{{{name}}}","uid":"u-{{{name}}}","resourceVersion":"{{{revision}}}"}}""";

    private static string List(string revision, params string[] items) =>
        $$"""{"kind":"ConfigMapList","apiVersion":"v1","metadata":{"resourceVersion":"{{revision}}"},"items":[{{string.Join(',', items)}}]}""";

    private static string Frame(string type, string entity) => $$"""{"type":"{{type}}","object":{{entity}}}""";

    private static string Revision(V1ConfigMap? map) => map is null ? "" : $"{map.Metadata.Name}{map.Metadata.ResourceVersion}";

    private void Run() => _running = _informer.RunAsync(_stop.Token);

    /// <summary>Runs, with pauses for back-off passing at once, until all of <paramref name="changes"/> and nothing else was told.</summary>
    private async Task RunUntilToldAsync(params string[] changes)
    {
        Run();
        await Await.UntilAsync(
            string.Join(", ", changes),
            () =>
            {
                _time.Advance(TimeSpan.FromMilliseconds(100));
                return _told.Count >= changes.Length;
            },
            () => string.Join(", ", _told));
        _told.ShouldBe(changes);
    }
}
