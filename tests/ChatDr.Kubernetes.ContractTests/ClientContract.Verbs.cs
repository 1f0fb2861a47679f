using System.Text.Json.Nodes;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Kubernetes.ContractTests;

/// <summary>What there is beside create, read, apply and delete.</summary>
public abstract partial class ClientContract<TServer>
{
    private static readonly WriteOptions Rehearsal = new() { DryRun = true };

    [ContractFact]
    public async Task DryRun_OfEveryWrite_AnswersAsIf_AndStoresNothing()
    {
        var stored = await CreateAsync("kept", ("a", "1"));

        (await Client.CreateAsync(ConfigMap("dry", ("a", "1")), Rehearsal, Limit)).Metadata.Uid.ShouldNotBeNullOrEmpty();
        (await Client.PatchAsync<V1ConfigMap>(Named("kept"), V1Patch.Merge(new JsonObject { ["data"] = new JsonObject { ["a"] = "2" } }), Rehearsal, Limit))
            .Data!["a"].ShouldBe("2");
        (await Client.PatchAsync<V1ConfigMap>(Named("kept"), V1Patch.Json(new JsonPatch().Replace("/data/a", "3")), Rehearsal, Limit)).Data!["a"].ShouldBe("3");
        (await Client.PatchAsync<V1ConfigMap>(Named("applied"), V1Patch.Apply(ConfigMap("applied", ("a", "4"))), Rehearsal with { FieldManager = "one" }, Limit)).Data!["a"].ShouldBe("4");
        (await Client.ReplaceAsync(stored with { Data = new Dictionary<string, string> { ["a"] = "5" } }, Rehearsal, Limit)).Data!["a"].ShouldBe("5");
        await Client.DeleteAsync<V1ConfigMap>(Named("kept"), new DeleteOptions { DryRun = true }, Limit);
        await Client.DeleteCollectionAsync<V1ConfigMap>(Ns, new ListOptions(), new DeleteOptions { DryRun = true }, Limit);

        (await ReadAsync("kept")).Metadata.ResourceVersion.ShouldBe(stored.Metadata.ResourceVersion);
        (await Client.GetAsync<V1ConfigMap>(Named("dry"), Limit)).ShouldBeNull();
        (await Client.GetAsync<V1ConfigMap>(Named("applied"), Limit)).ShouldBeNull();
    }

    [ContractFact]
    public async Task FieldManager_OfEveryWrite_OwnsWhatItWrote()
    {
        using var raw = Raw();
        await Client.CreateAsync(ConfigMap("owned", ("created", "1")), By("maker"), Limit);
        await Client.PatchAsync<V1ConfigMap>(
            Named("owned"), V1Patch.Merge(new JsonObject { ["data"] = new JsonObject { ["merged"] = "1" } }), By("merger"), Limit);
        await Client.PatchAsync<V1ConfigMap>(Named("owned"), V1Patch.Json(new JsonPatch().Add("/data/patched", "1")), By("patcher"), Limit);
        await Client.PatchAsync<V1ConfigMap>(Named("owned"), V1Patch.Apply(ConfigMap("owned", ("applied", "1"))), By("applier"), Limit);
        var replaced = await ReadAsync("owned");
        await Client.ReplaceAsync(replaced with { Data = new Dictionary<string, string>(replaced.Data!) { ["replaced"] = "1" } }, By("replacer"), Limit);

        var owners = (await raw.SendAsync(HttpMethod.Get, $"{Maps}/owned")).Body!["metadata"]!["managedFields"]!.AsArray()
            .Select(entry => $"{entry!["manager"]} {entry["operation"]} "
                + $"{string.Join(' ', entry["fieldsV1"]!["f:data"]!.AsObject().Select(field => field.Key).Where(key => key != "."))}");

        owners.ShouldBe(
            ["maker Update f:created", "merger Update f:merged", "patcher Update f:patched", "applier Apply f:applied", "replacer Update f:replaced"],
            ignoreOrder: true);

        static WriteOptions By(string manager) => new() { FieldManager = manager };
    }

    [ContractFact(Feature = "Strict field validation by the server", Since = "1.25")]
    public async Task FieldValidation_Strict_RefusesWhatTheKindDoesNotHave()
    {
        await DefineWidgetsAsync();
        var misspelt = NewWidget("misspelt", new() { Size = 1, Unknown = "colur" });
        var strict = new WriteOptions { FieldValidation = "Strict" };

        (await RefusedAsync(() => Client.CreateAsync(misspelt, strict, Limit))).Message.ShouldContain("unknown field \"spec.unknown\"");
    }

    [ContractFact]
    public async Task JsonPatch_WhoseTestsHold_IsDone()
    {
        var stored = await CreateAsync("tested", ("a", "1"), ("b", "2"), ("c", "3"));
        var patch = new JsonPatch()
            .Test("/metadata/resourceVersion", stored.Metadata.ResourceVersion)
            .Test("/data/a", "1")
            .Replace("/data/a", "new")
            .Remove("/data/b")
            .Copy("/data/a", "/data/copy")
            .Move("/data/c", "/data/moved")
            .Add("/metadata/annotations", new JsonObject())
            .Add(JsonPatch.PathOf("metadata", "annotations", "example.org/with~tilde"), "yes");

        // The annotation's name is no valid one, which shows that it arrived as it is.
        (await RefusedAsync(() => Client.JsonPatchAsync<V1ConfigMap>(Named("tested"), patch, Limit))).Details!.Causes!
            .ShouldContain(cause => cause.Message!.Contains("example.org/with~tilde"));

        patch.Move(JsonPatch.PathOf("metadata", "annotations", "example.org/with~tilde"), JsonPatch.PathOf("metadata", "annotations", "example.org/mark"));
        var changed = await Client.JsonPatchAsync<V1ConfigMap>(Named("tested"), patch, Limit);

        changed.Data.ShouldBe(new Dictionary<string, string> { ["a"] = "new", ["copy"] = "new", ["moved"] = "3" }, ignoreOrder: true);
        changed.Metadata.Annotations!["example.org/mark"].ShouldBe("yes");
    }

    [ContractFact]
    public async Task JsonPatch_WithATestThatFails_ChangesNothing()
    {
        var stored = await CreateAsync("untouched", ("a", "1"));

        var refusal = await RefusedAsync(() =>
            Client.JsonPatchAsync<V1ConfigMap>(Named("untouched"), new JsonPatch().Replace("/data/a", "2").Test("/data/a", "1"), Limit));

        refusal.IsInvalid.ShouldBeTrue(refusal.Message);
        refusal.IsConflict.ShouldBeFalse();
        (await ReadAsync("untouched")).Metadata.ResourceVersion.ShouldBe(stored.Metadata.ResourceVersion);
    }

    [ContractFact]
    public async Task ApplyStatus_OwnsTheStatus_AndLeavesTheRest()
    {
        await DefineWidgetsAsync();
        var created = await Client.CreateAsync(NewWidget("seen", new() { Size = 1 }), Limit);
        var observed = NewWidget("seen", new() { Size = 7 }) with { Status = new() { Seen = 1 } };

        var stored = await Client.ApplyStatusAsync(observed, "observer", force: false, Limit);

        stored.Status!.Seen.ShouldBe(1);
        stored.Spec.Size.ShouldBe(1);
        stored.Metadata.Generation.ShouldBe(created.Metadata.Generation);
        var refusal = await RefusedAsync(() => Client.ApplyStatusAsync(observed with { Status = new() { Seen = 2 } }, "other", force: false, Limit));
        refusal.IsConflict.ShouldBeTrue(refusal.Message);
        refusal.HasCause("FieldManagerConflict").ShouldBeTrue();
        (await Client.ApplyStatusAsync(observed with { Status = new() { Seen = 2 } }, "other", force: true, Limit)).Status!.Seen.ShouldBe(2);
    }

    [ContractFact]
    public async Task DeleteCollection_DeletesWhatIsSelected_AndNothingElse()
    {
        await CreateManyAsync(3);
        await CreateAsync("other");

        await Client.DeleteCollectionAsync<V1ConfigMap>(
            Ns, new ListOptions { LabelSelector = "many in (0,2)" }, new DeleteOptions { PropagationPolicy = "Background" }, Limit);

        var left = await Client.ListAsync<V1ConfigMap>(Ns, new ListOptions { FieldSelector = "metadata.name!=kube-root-ca.crt" }, Limit);
        left.Items.Select(item => item.Metadata.Name).ShouldBe(["many-1", "other"], ignoreOrder: true);
    }

    [ContractFact]
    public async Task Scale_IsReadAndSet_WithoutTheObject()
    {
        (await Client.GetScaleAsync<V1StatefulSet>(Named("scaled"), Limit)).ShouldBeNull();
        await Client.CreateAsync(StatefulSet("scaled", replicas: 2), Limit);
        (await Client.GetScaleAsync<V1StatefulSet>(Named("scaled"), Limit))!.Spec!.Replicas.ShouldBe(2);

        var scale = await Client.SetScaleAsync<V1StatefulSet>(Named("scaled"), 5, new WriteOptions { FieldManager = "scaler" }, Limit);

        scale.Spec!.Replicas.ShouldBe(5);
        scale.Status!.Selector.ShouldBe("app=scaled");
        (await Client.GetAsync<V1StatefulSet>(Named("scaled"), Limit))!.Spec!.Replicas.ShouldBe(5);
        (await RefusedAsync(() => Client.SetScaleAsync<V1StatefulSet>(Named("scaled"), -1, WriteOptions.Default, Limit))).IsInvalid.ShouldBeTrue();
    }

    [ContractFact]
    public async Task PodLog_OfAPodThatIsNotThere_IsRefusedAsNotFound() =>
        (await RefusedAsync(() => Client.ReadPodLogAsync(Named("nobody"), new PodLogOptions(), Limit))).IsNotFound.ShouldBeTrue();

    [ContractFact]
    public async Task Discovery_SaysWhatIsServed()
    {
        await DefineWidgetsAsync();

        (await Client.Discovery.GetVersionAsync(Limit)).GitVersion.ShouldStartWith("v1.");
        (await Client.Discovery.HasGroupAsync("apps", Limit)).ShouldBeTrue();
        (await Client.Discovery.HasGroupAsync("", Limit)).ShouldBeTrue();
        (await Client.Discovery.HasGroupAsync("monitoring.coreos.com", Limit)).ShouldBeFalse();
        (await Client.Discovery.ServesAsync<Widget>(Limit)).ShouldBeTrue();
        (await Client.Discovery.ServesAsync<V1Pod>(Limit)).ShouldBeTrue();
        (await Client.Discovery.GetResourcesAsync("route.openshift.io/v1", Limit)).ShouldBeEmpty();
        (await Client.Discovery.GetResourcesAsync("apps/v1", Limit))
            .ShouldContain(resource => resource.Name == "statefulsets/scale" && resource.Kind == "Scale" && resource.Group == "autoscaling");
    }
}
