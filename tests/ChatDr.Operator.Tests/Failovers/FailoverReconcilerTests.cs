using System.Text.Json;
using System.Text.Json.Nodes;
using ChatDr.Api.V1Alpha1;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Json;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;
using ChatDr.Operator.Failovers;
using ChatDr.Operator.Instances;
using ChatDr.Operator.Metrics;
using ChatDr.Operator.Pools;
using ChatDr.Operator.Tests.Fakes;
using ChatDr.SqlServer.Sessions;
using ChatDr.SqlServer.Shipping;
using ChatDr.Tests.Shared;

namespace ChatDr.Operator.Tests.Failovers;

public sealed class FailoverReconcilerTests
{
    private static readonly NamespacedName Name = new("default", "move");

    [Fact]
    public async Task Reconcile_SpecWasChanged_WarnsAndDecidesOnTheOrderAsGiven()
    {
        var given = new PoolFailover
        {
            Metadata = new V1ObjectMeta { Name = "move", Namespace = "default", ResourceVersion = "1" },
            Spec = new PoolFailoverSpec { PoolRef = new LocalReference { Name = "p" }, Target = "two" },
        };
        var world = new World(given with { Spec = given.Spec with { PoolRef = new LocalReference { Name = "another" } } });
        await world.ReconcileAsync(OrderMarks.NoteGiven(given));
        world.Events.ShouldContain("SpecIgnored");
        world.Order.Status!.Message!.ShouldContain("no StretchedChatPool p;");
        world.Order.Status.Conditions.Find("SpecIgnored").ShouldNotBeNull().Message.ShouldContain("poolRef");
    }

    [Fact]
    public async Task Reconcile_PoolIsGone_OrderEndsForGoodAndCanBeDeleted()
    {
        var world = new World(new PoolFailover
        {
            Metadata = new V1ObjectMeta { Name = "move", Namespace = "default", ResourceVersion = "1", Finalizers = ["others.dev/keep", OrderMarks.Finalizer], DeletionTimestamp = DateTimeOffset.UnixEpoch },
            Spec = new PoolFailoverSpec { PoolRef = new LocalReference { Name = "p" }, Target = "two" },
            Status = new PoolFailoverStatus { Phase = FailoverPhase.Running },
        });
        await world.ReconcileAsync();
        world.Order.Status!.Phase.ShouldBe(FailoverPhase.Failed);
        world.Order.Metadata.Finalizers.ShouldBe(["others.dev/keep"]);
        world.Order.Metadata.Annotations![OrderMarks.EndedAnnotation].ShouldBe(FailoverPhase.Failed);
    }

    [Fact]
    public async Task Reconcile_GateDoesNotPass_IsRefusedWithoutFinalizerAndNotedAsGiven()
    {
        var world = new World(new PoolFailover
        {
            Metadata = new V1ObjectMeta { Name = "move", Namespace = "default", ResourceVersion = "1" },
            Spec = new PoolFailoverSpec { PoolRef = new LocalReference { Name = "p" }, Target = "two" },
        });
        await world.ReconcileAsync();
        world.Order.Status!.Phase.ShouldBe(FailoverPhase.Refused);
        world.Order.Status.Message.ShouldBe("PoolExists: saw no StretchedChatPool p; wants a pool of that name in the same namespace.");
        world.Order.Metadata.Finalizers.ShouldBeNull();
        world.Order.Metadata.Annotations!.Keys.ShouldContain(OrderMarks.GivenAnnotation);
        world.Events.ShouldBe(["FailoverRefused"]);
    }

    /// <summary>An API server with one order and nothing else.</summary>
    private sealed class World(PoolFailover order) : FakeClient, IEventPublisher, ISqlConnector
    {
        private int _revision = 1;

        public PoolFailover Order { get; private set; } = order;

        public List<string> Events { get; } = [];

        public async Task ReconcileAsync(JsonObject? patch = null)
        {
            Order = patch is null ? Order : Merge(patch);
            using var metrics = new ChatDrMetrics();
            var endpoints = new InstanceEndpoints(new FakeCache<V1Service>(), new FakeCache<V1Secret>());
            var caches = new PoolCaches(new FakeCache<StretchedChatPool>(), new FakeCache<PoolFailover>(), new FakeCache<SqlServerInstance>(), new FakeCache<DatabaseMirroring>(), new FakeCache<LogShipping>(),
                new FakeCache<V1StatefulSet>(), new FakeCache<V1Service>(), new FakeCache<V1ConfigMap>(), new FakeCache<V1Secret>(), new FakeCache<V1PersistentVolumeClaim>(), new FakeCache<V1Pod>());
            var catalog = new LogBackupCatalog();
            var reconciler = new FailoverReconciler(this, new FailoverObserver(caches, endpoints, this, catalog), new FailoverActor(endpoints, this, new LogRestorer(catalog)), new StatusWriter(this), this, metrics, TimeProvider.System);
            await reconciler.ReconcileAsync(Name, CancellationToken.None);
        }

        public void Publish(IKubernetesObject subject, EventType type, string reason, string message) => Events.Add(reason);

        public Task<ISqlSession> OpenAsync(SqlEndpoint endpoint, string? database, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override Task<T?> GetAsync<T>(NamespacedName name, CancellationToken cancellationToken)
            where T : class => Task.FromResult((T?)(object)Order);

        public override Task<TSub> PatchSubResourceAsync<T, TSub>(NamespacedName name, string subResource, V1Patch patch, WriteOptions options, CancellationToken cancellationToken) =>
            Task.FromResult((TSub)(object)Change(patch));

        public override Task<T> PatchAsync<T>(NamespacedName name, V1Patch patch, WriteOptions options, CancellationToken cancellationToken) =>
            Task.FromResult((T)(object)Change(patch));

        private PoolFailover Change(V1Patch patch)
        {
            var members = (JsonObject)patch.Content;
            var expected = members["metadata"]?["resourceVersion"]?.GetValue<string>();
            (expected is null || expected == Order.Metadata.ResourceVersion).ShouldBeTrue("a patch must not rest on an old version");
            return Order = Merge(members);
        }

        private PoolFailover Merge(JsonObject patch)
        {
            var json = JsonSerializer.SerializeToNode(Order, KubernetesJson.Options)!.AsObject();
            Merge(json, patch);
            json["metadata"]!["resourceVersion"] = (++_revision).ToString(System.Globalization.CultureInfo.InvariantCulture);
            return json.Deserialize<PoolFailover>(KubernetesJson.Options)!;
        }

        private static void Merge(JsonObject target, JsonObject patch)
        {
            foreach (var (key, value) in patch)
            {
                if (value is JsonObject inner && target[key] is JsonObject existing)
                {
                    Merge(existing, inner);
                }
                else
                {
                    target[key] = value?.DeepClone();
                }
            }
        }
    }
}
