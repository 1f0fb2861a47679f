using System.Net;
using System.Text.Json.Nodes;
using ChatDr.Kubernetes.Caching;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;
using ChatDr.Tests.Shared;

namespace ChatDr.Kubernetes.Tests.Runtime;

public sealed class FinalizingReconcilerTests
{
    private const string Mark = "example.org/mark";
    private const string Second = "example.org/second";
    private static readonly NamespacedName Name = new("ns", "a");
    private readonly EntityCache<V1ConfigMap> _cache = new(new CacheOptions<V1ConfigMap>().Indexes);
    private readonly Server _server = new();
    private readonly Cleaner _cleaner = new();
    private readonly Cleaner _second = new();
    private readonly Inner _inner = new();

    [Fact]
    public async Task ObjectWithoutTheMark_GetsIt_AtTheRevisionThatWasRead_BeforeAnythingIsDone()
    {
        Put(null, "example.org/foreign");

        (await ReconcileAsync()).ShouldBe(ReconcileResult.Done);

        _server.Patches.ShouldHaveSingleItem().ShouldBe("""{"metadata":{"resourceVersion":"7","finalizers":["example.org/foreign","example.org/mark"]}}""");
        _inner.Calls.ShouldBe(0);
    }

    [Fact]
    public async Task MarkedObject_IsReconciled()
    {
        Put(null, Mark);

        await ReconcileAsync();

        (_inner.Calls, _server.Patches.Count).ShouldBe((1, 0));
    }

    [Fact]
    public async Task DeletedObject_IsCleanedUp_AndOnlyThisMarkComesOff_FromAnyPlace()
    {
        Put(DateTimeOffset.UnixEpoch, "example.org/first", Mark, "example.org/last");

        (await ReconcileAsync()).ShouldBe(ReconcileResult.Done);

        _server.Patches.ShouldHaveSingleItem().ShouldBe("""{"metadata":{"resourceVersion":"7","finalizers":["example.org/first","example.org/last"]}}""");
        (_inner.Calls, _cleaner.Calls).ShouldBe((0, 1));
    }

    [Fact]
    public async Task CleanUpThatIsNotDone_KeepsTheMark_AndIsAskedAgain()
    {
        Put(DateTimeOffset.UnixEpoch, Mark);
        _cleaner.Result = FinalizeResult.NotYet(TimeSpan.FromSeconds(3));

        (await ReconcileAsync()).ShouldBe(ReconcileResult.After(TimeSpan.FromSeconds(3)));

        _server.Patches.ShouldBeEmpty();
    }

    [Fact]
    public async Task CleanUpThatFails_KeepsTheMark()
    {
        Put(DateTimeOffset.UnixEpoch, Mark);
        _cleaner.Failure = new InvalidOperationException("not yet");

        await Should.ThrowAsync<InvalidOperationException>(ReconcileAsync);

        _server.Patches.ShouldBeEmpty();
    }

    [Fact]
    public async Task ObjectThatIsGoneWhenTheMarkComesOff_IsDone()
    {
        Put(DateTimeOffset.UnixEpoch, Mark);
        _server.Refusal = new KubernetesApiException(HttpStatusCode.NotFound, "NotFound", "it is gone");

        (await ReconcileAsync()).ShouldBe(ReconcileResult.Done);
    }

    [Fact]
    public async Task DeletedObjectOfWhichOnlyOthersMarksAreLeft_IsNeitherCleanedUpNorReconciled()
    {
        Put(DateTimeOffset.UnixEpoch, "example.org/foreign");

        await ReconcileAsync();

        (_inner.Calls, _cleaner.Calls, _server.Patches.Count).ShouldBe((0, 0, 0));
    }

    [Fact]
    public async Task ObjectThatIsGone_IsTheReconcilersAffair()
    {
        await ReconcileAsync();

        _inner.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task TwoFinalizers_OfADeletedObject_CleanUpTheLastDeclaredFirst_HoweverTheMarksStand()
    {
        Put(DateTimeOffset.UnixEpoch, Mark, Second);

        (await ReconcileBothAsync()).ShouldBe(ReconcileResult.Done);

        _server.Patches.ShouldHaveSingleItem().ShouldBe("""{"metadata":{"resourceVersion":"7","finalizers":["example.org/mark"]}}""");
        (_inner.Calls, _cleaner.Calls, _second.Calls).ShouldBe((0, 0, 1));
    }

    [Fact]
    public async Task TwoFinalizers_WhenTheLastDeclaredHasCleanedUp_TheOtherDoes()
    {
        Put(DateTimeOffset.UnixEpoch, Mark);

        (await ReconcileBothAsync()).ShouldBe(ReconcileResult.Done);

        _server.Patches.ShouldHaveSingleItem().ShouldBe("""{"metadata":{"resourceVersion":"7","finalizers":[]}}""");
        (_inner.Calls, _cleaner.Calls, _second.Calls).ShouldBe((0, 1, 0));
    }

    [Fact]
    public async Task TwoFinalizers_WhenTheLastDeclaredIsNotDone_TheOtherWaits()
    {
        Put(DateTimeOffset.UnixEpoch, Mark, Second);
        _second.Result = FinalizeResult.NotYet(TimeSpan.FromSeconds(3));

        (await ReconcileBothAsync()).ShouldBe(ReconcileResult.After(TimeSpan.FromSeconds(3)));

        (_server.Patches.Count, _cleaner.Calls, _second.Calls).ShouldBe((0, 0, 1));
    }

    [Fact]
    public async Task TwoFinalizers_WhenTheLastDeclaredFails_TheOtherWaits()
    {
        Put(DateTimeOffset.UnixEpoch, Mark, Second);
        _second.Failure = new InvalidOperationException("not yet");

        await Should.ThrowAsync<InvalidOperationException>(ReconcileBothAsync);

        (_server.Patches.Count, _cleaner.Calls, _second.Calls).ShouldBe((0, 0, 1));
    }

    [Fact]
    public async Task TwoFinalizers_OfADeletedObjectWithNeitherMark_DoNothing()
    {
        Put(DateTimeOffset.UnixEpoch, "example.org/foreign");

        (await ReconcileBothAsync()).ShouldBe(ReconcileResult.Done);

        (_inner.Calls, _cleaner.Calls, _second.Calls, _server.Patches.Count).ShouldBe((0, 0, 0, 0));
    }

    [Theory]
    [InlineData(Mark, Second)]
    [InlineData(Second, Mark)]
    public async Task TwoFinalizers_OfWhichOneMarkIsMissing_GetIt_BeforeAnythingIsDone(string there, string missing)
    {
        Put(null, there);

        (await ReconcileBothAsync()).ShouldBe(ReconcileResult.Done);

        _server.Patches.ShouldHaveSingleItem().ShouldBe($$$"""{"metadata":{"resourceVersion":"7","finalizers":["{{{there}}}","{{{missing}}}"]}}""");
        (_inner.Calls, _cleaner.Calls, _second.Calls).ShouldBe((0, 0, 0));
    }

    [Fact]
    public async Task TwoFinalizers_OfAnObjectWithNeitherMark_GetBothAtOnce_BeforeAnythingIsDone()
    {
        Put(null, "example.org/foreign");

        (await ReconcileBothAsync()).ShouldBe(ReconcileResult.Done);

        _server.Patches.ShouldHaveSingleItem()
            .ShouldBe("""{"metadata":{"resourceVersion":"7","finalizers":["example.org/foreign","example.org/second","example.org/mark"]}}""");
        (_inner.Calls, _cleaner.Calls, _second.Calls).ShouldBe((0, 0, 0));
    }

    [Fact]
    public async Task TwoFinalizers_OfAnObjectWithBothMarks_LetItBeReconciled()
    {
        Put(null, Mark, Second);

        await ReconcileBothAsync();

        (_inner.Calls, _server.Patches.Count).ShouldBe((1, 0));
    }

    private Task<ReconcileResult> ReconcileAsync() => ReconcileAsync((Mark, _cleaner));

    /// <summary>As the builder makes of <c>.Finalizes(Mark).Finalizes(Second)</c>.</summary>
    private Task<ReconcileResult> ReconcileBothAsync() => ReconcileAsync((Second, _second), (Mark, _cleaner));

    private Task<ReconcileResult> ReconcileAsync(params (string Mark, IFinalizer<V1ConfigMap> Finalizer)[] finalizers) =>
        new FinalizingReconciler<V1ConfigMap>(_inner, finalizers, _server, _cache).ReconcileAsync(Name, CancellationToken.None);

    private void Put(DateTimeOffset? deleted, params string[] finalizers) => _cache.Put(
        new V1ConfigMap
        {
            Metadata = new() { Namespace = "ns", Name = "a", Uid = "u", ResourceVersion = "7", DeletionTimestamp = deleted, Finalizers = finalizers },
        });

    private sealed class Server : FakeClient
    {
        public List<string> Patches { get; } = [];

        public Exception? Refusal { get; set; }

        public override Task<T> PatchAsync<T>(NamespacedName name, V1Patch patch, WriteOptions options, CancellationToken cancellationToken)
        {
            name.ShouldBe(Name);
            patch.Type.ShouldBe(PatchType.MergePatch);
            Patches.Add(((JsonObject)patch.Content).ToJsonString());
            return Refusal is null ? Task.FromResult<T>(null!) : throw Refusal;
        }
    }

    private sealed class Cleaner : IFinalizer<V1ConfigMap>
    {
        public int Calls { get; private set; }

        public FinalizeResult Result { get; set; } = FinalizeResult.Done;

        public Exception? Failure { get; set; }

        public Task<FinalizeResult> FinalizeAsync(V1ConfigMap entity, CancellationToken cancellationToken)
        {
            Calls++;
            return Failure is null ? Task.FromResult(Result) : throw Failure;
        }
    }

    private sealed class Inner : IReconciler<V1ConfigMap>
    {
        public int Calls { get; private set; }

        public Task<ReconcileResult> ReconcileAsync(NamespacedName name, CancellationToken cancellationToken)
        {
            Calls++;
            return Task.FromResult(ReconcileResult.Done);
        }
    }
}
