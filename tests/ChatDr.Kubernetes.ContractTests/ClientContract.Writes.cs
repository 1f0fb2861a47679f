using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Kubernetes.ContractTests;

public abstract partial class ClientContract<TServer>
{
    [ContractFact]
    public async Task Get_ObjectThatIsNotThere_IsNull() =>
        (await Client.GetAsync<V1ConfigMap>(Named("nobody"), Limit)).ShouldBeNull();

    [ContractFact]
    public async Task Create_NewObject_GetsUidRevisionAndTime()
    {
        var created = await CreateAsync("new", ("a", "1"));

        created.Metadata.Uid.ShouldNotBeNullOrEmpty();
        created.Metadata.ResourceVersion.ShouldNotBeNullOrEmpty();
        created.Metadata.CreationTimestamp.ShouldNotBeNull();
        (await ReadAsync("new")).Data!["a"].ShouldBe("1");
    }

    [ContractFact]
    public async Task Create_TakenName_IsRefusedAsAlreadyExisting()
    {
        await CreateAsync("taken");

        var refusal = await RefusedAsync(() => CreateAsync("taken"));

        refusal.IsAlreadyExists.ShouldBeTrue(refusal.Message);
        refusal.IsConflict.ShouldBeFalse("a taken name is no stale write");
    }

    [ContractFact]
    public async Task Create_BrokenName_IsRefusedAsInvalid()
    {
        var refusal = await RefusedAsync(() => CreateAsync("Not_A_Name"));

        refusal.IsInvalid.ShouldBeTrue(refusal.Message);
        refusal.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [ContractFact]
    public async Task Create_InNamespaceThatIsNotThere_IsRefusedAsNotFound()
    {
        var stray = ConfigMap("stray") with { Metadata = new() { Name = "stray", Namespace = "no-such-namespace" } };

        (await RefusedAsync(() => Client.CreateAsync(stray, Limit))).IsNotFound.ShouldBeTrue();
    }

    [ContractFact]
    public async Task Create_SecretWithStringData_KeepsItAsBytes()
    {
        var secret = new V1Secret
        {
            Metadata = new() { Namespace = Ns, Name = "s" },
            StringData = new Dictionary<string, string> { ["password"] = "pässword" },
        };

        var stored = await Client.CreateAsync(secret, Limit);

        Encoding.UTF8.GetString(stored.Data!["password"]).ShouldBe("pässword");
        stored.StringData.ShouldBeNull();
    }

    [ContractFact]
    public async Task Replace_StaleRevision_IsRefusedAsConflict()
    {
        var first = await CreateAsync("stale", ("a", "1"));
        await Client.ReplaceAsync(first with { Data = new Dictionary<string, string> { ["a"] = "2" } }, Limit);

        var refusal = await RefusedAsync(() => Client.ReplaceAsync(first with { Data = new Dictionary<string, string> { ["a"] = "3" } }, Limit));

        refusal.IsConflict.ShouldBeTrue(refusal.Message);
        (await ReadAsync("stale")).Data!["a"].ShouldBe("2");
    }

    [ContractFact]
    public async Task MergePatch_OfOneKey_LeavesTheOthers_AndNullRemoves()
    {
        await CreateAsync("patched", ("a", "1"), ("b", "2"), ("c", "3"));

        await Client.MergePatchAsync<V1ConfigMap>(
            Named("patched"), new JsonObject { ["data"] = new JsonObject { ["a"] = "new", ["b"] = null } }, Limit);

        (await ReadAsync("patched")).Data.ShouldBe(new Dictionary<string, string> { ["a"] = "new", ["c"] = "3" }, ignoreOrder: true);
    }

    [ContractFact]
    public async Task MergePatch_WithStaleRevision_IsRefusedAsConflict()
    {
        var first = await CreateAsync("raced", ("a", "1"));
        await Client.MergePatchAsync<V1ConfigMap>(Named("raced"), new JsonObject { ["data"] = new JsonObject { ["a"] = "2" } }, Limit);

        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject { ["resourceVersion"] = first.Metadata.ResourceVersion },
            ["data"] = new JsonObject { ["a"] = "3" },
        };

        (await RefusedAsync(() => Client.MergePatchAsync<V1ConfigMap>(Named("raced"), patch, Limit))).IsConflict.ShouldBeTrue();
    }

    [ContractFact]
    public async Task MergePatch_OfObjectThatIsNotThere_IsRefusedAsNotFound() =>
        (await RefusedAsync(() => Client.MergePatchAsync<V1ConfigMap>(Named("nobody"), [], Limit))).IsNotFound.ShouldBeTrue();

    [ContractFact]
    public async Task Apply_FieldLeftOutLater_IsRemoved_AndOthersFieldsStay()
    {
        await Client.ApplyAsync(ConfigMap("applied", ("mine", "1"), ("alsoMine", "1")), "one", force: true, Limit);
        await Client.MergePatchAsync<V1ConfigMap>(Named("applied"), new JsonObject { ["data"] = new JsonObject { ["theirs"] = "1" } }, Limit);

        await Client.ApplyAsync(ConfigMap("applied", ("mine", "2")), "one", force: true, Limit);

        (await ReadAsync("applied")).Data.ShouldBe(new Dictionary<string, string> { ["mine"] = "2", ["theirs"] = "1" }, ignoreOrder: true);
    }

    [ContractFact]
    public async Task Apply_FieldOfAnotherManager_IsAConflict_UnlessForced()
    {
        await Client.ApplyAsync(ConfigMap("fought", ("a", "1")), "one", force: false, Limit);

        var refusal = await RefusedAsync(() => Client.ApplyAsync(ConfigMap("fought", ("a", "2")), "two", force: false, Limit));
        refusal.IsConflict.ShouldBeTrue(refusal.Message);
        refusal.Message.ShouldContain("one");

        await Client.ApplyAsync(ConfigMap("fought", ("a", "2")), "two", force: true, Limit);
        (await ReadAsync("fought")).Data!["a"].ShouldBe("2");
    }

    [ContractFact]
    public async Task Apply_SameAgain_ChangesNothing()
    {
        var first = await Client.ApplyAsync(ConfigMap("steady", ("a", "1")), "one", force: true, Limit);

        var second = await Client.ApplyAsync(ConfigMap("steady", ("a", "1")), "one", force: true, Limit);

        second.Metadata.ResourceVersion.ShouldBe(first.Metadata.ResourceVersion);
    }

    [ContractFact]
    public async Task Apply_StatefulSetTemplate_KeepsAContainersFieldsOfOthers()
    {
        await Client.ApplyAsync(StatefulSet("sts", replicas: 1), "one", force: true, Limit);
        await Client.ApplyAsync(StatefulSet("sts", replicas: 2), "one", force: true, Limit);

        var stored = await Client.GetAsync<V1StatefulSet>(Named("sts"), Limit);

        stored!.Spec!.Replicas.ShouldBe(2);
        stored.Spec.Template!.Spec!.Containers!.ShouldHaveSingleItem().ReadinessProbe!.HttpGet!.Port.ShouldBe(8080);
        stored.Spec.Template.Spec.Containers![0].Env!.ShouldHaveSingleItem().ValueFrom!.FieldRef!.FieldPath.ShouldBe("metadata.name");
        stored.Spec.VolumeClaimTemplates!.ShouldHaveSingleItem().Spec!.Resources!.Requests!["storage"].ToString().ShouldBe("8Gi");
    }

    [ContractFact]
    public async Task Quantity_ThatTheServerSaysInItsOwnForm_IsTheSameAmount()
    {
        var wanted = StatefulSet("sized", replicas: 1);
        var requests = new Dictionary<string, ResourceQuantity> { ["cpu"] = "0.5", ["memory"] = "1024Mi" };
        var template = wanted.Spec!.Template!;
        template = template with
        {
            Spec = template.Spec! with { Containers = [template.Spec.Containers![0] with { Resources = new() { Requests = requests } }] },
        };

        var stored = await Client.ApplyAsync(wanted with { Spec = wanted.Spec with { Template = template } }, "one", force: true, Limit);

        stored.Spec!.Template!.Spec!.Containers![0].Resources!.Requests.ShouldBe(requests, ignoreOrder: true);
    }

    [ContractFact]
    public async Task Status_IsWrittenOnlyThroughItsSubresource_AndLeavesTheGeneration()
    {
        var created = await Client.CreateAsync(StatefulSet("split", replicas: 1), Limit);
        created.Metadata.Generation.ShouldBe(1);

        var withStatus = await Client.MergePatchStatusAsync<V1StatefulSet>(
            Named("split"), new JsonObject { ["status"] = new JsonObject { ["replicas"] = 7 }, ["spec"] = new JsonObject { ["replicas"] = 9 } }, Limit);
        withStatus.Status!.Replicas.ShouldBe(7);
        withStatus.Spec!.Replicas.ShouldBe(1, "a status write must not change the spec");
        withStatus.Metadata.Generation.ShouldBe(1);

        var withSpec = await Client.MergePatchAsync<V1StatefulSet>(
            Named("split"), new JsonObject { ["status"] = new JsonObject { ["replicas"] = 3 }, ["spec"] = new JsonObject { ["replicas"] = 2 } }, Limit);
        withSpec.Spec!.Replicas.ShouldBe(2);
        withSpec.Status!.Replicas.ShouldBe(7, "a spec write must not change the status");
        withSpec.Metadata.Generation.ShouldBe(2);
    }

    [ContractFact]
    public async Task Delete_ObjectWithFinalizer_WaitsForItsRemoval()
    {
        await Client.CreateAsync(ConfigMap("kept") with { Metadata = new() { Namespace = Ns, Name = "kept", Finalizers = ["chatdr.dev/test"] } }, Limit);

        await Client.DeleteAsync<V1ConfigMap>(Named("kept"), new DeleteOptions(), Limit);
        (await ReadAsync("kept")).Metadata.DeletionTimestamp.ShouldNotBeNull();

        await Client.MergePatchAsync<V1ConfigMap>(Named("kept"), new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = null } }, Limit);
        (await Client.GetAsync<V1ConfigMap>(Named("kept"), Limit)).ShouldBeNull();
    }

    [ContractFact]
    public async Task Delete_ObjectThatIsNotThere_CountsAsDone() =>
        await Client.DeleteAsync<V1ConfigMap>(Named("nobody"), new DeleteOptions(), Limit);

    [ContractFact]
    public async Task Delete_OfAnotherUid_IsRefusedAsConflict()
    {
        await CreateAsync("recreated");

        var refusal = await RefusedAsync(() =>
            Client.DeleteAsync<V1ConfigMap>(Named("recreated"), new DeleteOptions { Uid = Guid.NewGuid().ToString() }, Limit));

        refusal.IsConflict.ShouldBeTrue(refusal.Message);
        await ReadAsync("recreated");
    }

    [ContractFact]
    public async Task Lease_Times_KeepTheirMicroseconds()
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123).AddMicroseconds(456);
        var lease = new V1Lease
        {
            Metadata = new() { Namespace = Ns, Name = "lease" },
            Spec = new() { HolderIdentity = "me", LeaseDurationSeconds = 15, RenewTime = at },
        };

        (await Client.CreateAsync(lease, Limit)).Spec!.RenewTime.ShouldBe(at);
    }

    private V1StatefulSet StatefulSet(string name, int replicas) => new()
    {
        Metadata = new() { Namespace = Ns, Name = name },
        Spec = new()
        {
            Replicas = replicas,
            ServiceName = name,
            Selector = new() { MatchLabels = new Dictionary<string, string> { ["app"] = name } },
            Template = new()
            {
                Metadata = new() { Labels = new Dictionary<string, string> { ["app"] = name } },
                Spec = new()
                {
                    Containers =
                    [
                        new()
                        {
                            Name = "main",
                            Image = "example.org/main:1",
                            Env = [new() { Name = "POD_NAME", ValueFrom = new() { FieldRef = new() { FieldPath = "metadata.name" } } }],
                            Ports = [new() { Name = "http", ContainerPort = 8080 }],
                            ReadinessProbe = new() { HttpGet = new() { Path = "/readyz", Port = 8080 }, PeriodSeconds = 1 },
                            VolumeMounts = [new() { Name = "data", MountPath = "/data" }],
                        },
                    ],
                },
            },
            VolumeClaimTemplates =
            [
                new()
                {
                    Metadata = new() { Name = "data" },
                    Spec = new() { AccessModes = ["ReadWriteOnce"], Resources = new() { Requests = new Dictionary<string, ResourceQuantity> { ["storage"] = "8Gi" } } },
                },
            ],
        },
    };
}
