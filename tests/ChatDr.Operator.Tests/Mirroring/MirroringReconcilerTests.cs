using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ChatDr.Api.V1Alpha1;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Json;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;
using ChatDr.Operator.Instances;
using ChatDr.Operator.Mirroring;
using ChatDr.Operator.Tests.Fakes;
using ChatDr.SqlServer.Mirroring;
using ChatDr.SqlServer.Provisioning;
using ChatDr.SqlServer.Sessions;
using ChatDr.SqlServer.Statements;
using ChatDr.Tests.Shared;
using Microsoft.Extensions.Logging.Abstractions;
using NamespacedName = ChatDr.Kubernetes.Models.NamespacedName;

namespace ChatDr.Operator.Tests.Mirroring;

public sealed class MirroringReconcilerTests
{
    private static readonly NamespacedName Name = new("default", "atl-chat-1");

    [Fact]
    public async Task HealthyGroup_AfterTheFirstPass_CausesNoWrite()
    {
        var world = new World();
        await world.Reconciler.ReconcileAsync(Name, CancellationToken.None);
        world.Status.Principal.ShouldBe("a");
        world.Status.Conditions.Single(condition => condition.Type == "Ready").Status.ShouldBe("True");
        world.Role("a").ShouldBe("principal");
        world.Role("b").ShouldBe("mirror");
        var writes = world.Writes;
        writes.ShouldBe(3, "one status and two labels");

        for (var i = 0; i < 5; i++)
        {
            await world.Reconciler.ReconcileAsync(Name, CancellationToken.None);
        }

        world.Writes.ShouldBe(writes, "a steady state must write nothing");
        world.Events.ShouldBe(["MirrorSynchronized"]);
    }

    [Fact]
    public async Task Suspend_IsAcknowledgedForTheGenerationThatAskedForIt_AndNothingIsSent()
    {
        var world = new World(spec => spec with { Suspend = true });
        world.PrimaryOfB = true;
        await world.Reconciler.ReconcileAsync(Name, CancellationToken.None);
        var suspended = world.Status.Conditions.Single(condition => condition.Type == "Suspended");
        suspended.Status.ShouldBe("True");
        suspended.ObservedGeneration.ShouldBe(7);
        world.Status.ObservedGeneration.ShouldBe(7);
        world.Sent.ShouldBeEmpty();
    }

    [Fact]
    public async Task MissingInstance_StallsWithItsName()
    {
        var world = new World(spec => spec with { Partners = [new LocalReference { Name = "a" }, new LocalReference { Name = "nobody" }] });
        await world.Reconciler.ReconcileAsync(Name, CancellationToken.None);
        world.Status.Conditions.Single(condition => condition.Type == "Stalled").Message.ShouldContain("nobody does not exist");
    }

    [Theory]
    [InlineData("b@123", "b", "123")]
    [InlineData("b", null, null)]
    [InlineData("@1", null, null)]
    public void FailoverAnnotation_NamesTargetAndOrder(string annotation, string? target, string? order)
    {
        var read = MirroringGoals.Order(annotation);
        read?.Target.ShouldBe(target);
        read?.Id.ShouldBe(order);
        (read is null).ShouldBe(target is null);
    }

    /// <summary>An API server of objects in memory and two partners that answer as a healthy group does.</summary>
    private sealed class World : FakeClient, IEventPublisher, ISqlConnector
    {
        private readonly FakeCache<DatabaseMirroring> _mirrorings = new();
        private readonly FakeCache<V1Pod> _pods = new();
        private int _revision = 1;

        public World(Func<DatabaseMirroringSpec, DatabaseMirroringSpec>? configure = null)
        {
            var instances = new FakeCache<SqlServerInstance>();
            var services = new FakeCache<V1Service>();
            var secrets = new FakeCache<V1Secret>();
            secrets.Put(new V1Secret { Metadata = Meta("sa"), Data = new Dictionary<string, byte[]> { ["MSSQL_SA_PASSWORD"] = Encoding.UTF8.GetBytes("p") } });
            foreach (var name in (string[])["a", "b"])
            {
                instances.Put(new SqlServerInstance
                {
                    Metadata = Meta(name),
                    Spec = new SqlServerInstanceSpec { Image = "i", CredentialsSecretRef = new LocalReference { Name = "sa" } },
                    Status = new SqlServerInstanceStatus { ServerName = name.ToUpperInvariant(), Platform = "Linux" },
                });
                services.Put(new V1Service { Metadata = Meta(name), Spec = new V1ServiceSpec { ClusterIP = name } });
                _pods.Put(new V1Pod { Metadata = Meta($"{name}-0") });
            }

            var spec = new DatabaseMirroringSpec { Partners = [new LocalReference { Name = "a" }, new LocalReference { Name = "b" }], Databases = ["mgc"] };
            _mirrorings.Put(new DatabaseMirroring { Metadata = Meta(Name.Name) with { Generation = 7, Uid = "u" }, Spec = configure?.Invoke(spec) ?? spec });
            Reconciler = new MirroringReconciler(
                _mirrorings,
                new MirroringGoals(instances, new InstanceEndpoints(services, secrets)),
                new PeerProvisioner(this),
                new AvailabilityGroupObserver(this, TimeProvider.System),
                new MirroringActor(this, TimeProvider.System),
                new PodRoles(this, _pods),
                new StatusWriter(this),
                this,
                TimeProvider.System,
                NullLogger<MirroringReconciler>.Instance);
        }

        public MirroringReconciler Reconciler { get; }

        public bool PrimaryOfB { get; set; }

        public int Writes { get; private set; }

        public List<string> Events { get; } = [];

        public List<string> Sent { get; } = [];

        public DatabaseMirroringStatus Status => _mirrorings.Get(Name)!.Status.ShouldNotBeNull();

        public string? Role(string instance) => _pods.Get(new NamespacedName("default", $"{instance}-0"))!.Metadata.Labels?[InstanceLabels.Role];

        public void Publish(IKubernetesObject subject, EventType type, string reason, string message) => Events.Add(reason);

        public Task<ISqlSession> OpenAsync(SqlEndpoint endpoint, string? database, CancellationToken cancellationToken) => Task.FromResult<ISqlSession>(new Session(this, endpoint.Host));

        public override Task<TSub> PatchSubResourceAsync<T, TSub>(NamespacedName name, string subResource, V1Patch patch, WriteOptions options, CancellationToken cancellationToken)
        {
            var merged = Merge(_mirrorings.Get(name)!, (JsonObject)patch.Content);
            _mirrorings.Put(merged);
            return Task.FromResult((TSub)(object)merged);
        }

        public override Task<T> PatchAsync<T>(NamespacedName name, V1Patch patch, WriteOptions options, CancellationToken cancellationToken)
        {
            var merged = Merge(_pods.Get(name)!, (JsonObject)patch.Content);
            _pods.Put(merged);
            return Task.FromResult((T)(object)merged);
        }

        private static V1ObjectMeta Meta(string name) => new() { Name = name, Namespace = "default", ResourceVersion = "1" };

        private T Merge<T>(T entity, JsonObject patch)
            where T : class
        {
            Writes++;
            var json = JsonSerializer.SerializeToNode(entity, KubernetesJson.Options)!.AsObject();
            Merge(json, patch);
            json["metadata"]!["resourceVersion"] = (++_revision).ToString(System.Globalization.CultureInfo.InvariantCulture);
            return json.Deserialize<T>(KubernetesJson.Options)!;
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

        private sealed class Session(World world, string host) : ISqlSession
        {
            private bool IsPrimary => host == "a" || world.PrimaryOfB;

            public Task<IReadOnlyList<string>> ExecuteAsync(SqlStatement statement, CancellationToken cancellationToken)
            {
                world.Sent.Add(statement.Text);
                return Task.FromResult<IReadOnlyList<string>>([]);
            }

            public Task<IReadOnlyList<SqlRow>> QueryAsync(SqlStatement statement, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<SqlRow>>(statement.Text switch
            {
                var text when text == AvailabilityGroupQueries.LocalReplica(Name.Name).Text =>
                    [Row(("sequence_number", 5L), ("role", IsPrimary ? 1 : 2), ("connected_state", 1), ("endpoint_name", "Hadr_endpoint"))],
                var text when text == AvailabilityGroupQueries.Replicas(Name.Name).Text =>
                    [Row(("replica_server_name", "A"), ("role", 1), ("connected_state", 1)), Row(("replica_server_name", "B"), ("role", 2), ("connected_state", 1))],
                var text when text == AvailabilityGroupQueries.Movements(Name.Name).Text => [Movement("A"), Movement("B")],
                var text when text == DatabaseStatements.List().Text =>
                    [Row(("name", "mgc"), ("state_desc", "ONLINE"), ("recovery_model_desc", "FULL"), ("replica_id", Guid.Empty), ("redo_start_lsn", null))],
                var text => throw new InvalidOperationException($"The test does not expect {text}"),
            });

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;

            private static SqlRow Movement(string server) => Row(
                ("database_name", "mgc"), ("replica_server_name", server), ("synchronization_state", 2), ("is_suspended", false), ("suspend_reason", null), ("log_send_queue_size", 0L), ("redo_queue_size", 0L), ("end_of_log_lsn", 9m));

            private static SqlRow Row(params (string Name, object? Value)[] columns) => new(columns.ToDictionary(column => column.Name, column => column.Value));
        }
    }
}
