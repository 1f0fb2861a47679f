using System.Text.Json.Nodes;
using ChatDr.Kubernetes.Client;

namespace ChatDr.Kubernetes.ContractTests;

public abstract partial class ClientContract<TServer>
{
    private const string DefinitionWithARule = """
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"ruleds.rules.chatdr.dev"},
         "spec":{"group":"rules.chatdr.dev","scope":"Namespaced","names":{"kind":"Ruled","listKind":"RuledList","plural":"ruleds","singular":"ruled"},
          "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":{
           "size":{"type":"integer","x-kubernetes-validations":[{"rule":"self >= oldSelf","message":"sizes do not shrink"}]} } } } }]} }
        """;

    [ContractFact]
    public async Task CustomResource_DefaultsAreFilledIn_AndUnknownFieldsPruned()
    {
        await DefineWidgetsAsync();

        var stored = await Client.CreateAsync(NewWidget("plain", new() { Size = 1, Unknown = "dropped" }), Limit);

        stored.Spec.Colour.ShouldBe("Green");
        stored.Spec.Unknown.ShouldBeNull();
        stored.Metadata.Generation.ShouldBe(1);
    }

    [ContractFact]
    public async Task CustomResource_AgainstItsSchema_IsRefusedAsInvalid()
    {
        await DefineWidgetsAsync();

        (await RefusedAsync(() => Client.CreateAsync(NewWidget("none", new()), Limit))).IsInvalid.ShouldBeTrue("size is required");
        (await RefusedAsync(() => Client.CreateAsync(NewWidget("small", new() { Size = 0 }), Limit))).IsInvalid.ShouldBeTrue("size is at least 1");
        (await RefusedAsync(() => Client.CreateAsync(NewWidget("blue", new() { Size = 1, Colour = "Blue" }), Limit))).IsInvalid
            .ShouldBeTrue("Blue is no colour");
    }

    [ContractFact(Feature = "CEL", Since = "1.25")]
    public async Task CustomResource_AgainstARuleOfItsDefinition_IsRefusedInTheRulesWords()
    {
        using var raw = Raw();
        (await raw.CreateAsync("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", DefinitionWithARule)).Status.ShouldBe(201);
        var objects = $"/apis/rules.chatdr.dev/v1/namespaces/{Ns}/ruleds";
        const string two = """{"apiVersion":"rules.chatdr.dev/v1","kind":"Ruled","metadata":{"name":"two"},"size":2}""";
        await EventuallyAsync("the kind is served", async () => (await raw.CreateAsync(objects, two)).Status == 201);

        var (status, body) = await raw.SendAsync(HttpMethod.Patch, $"{objects}/two", """{"size":1}"""u8.ToArray(), "application/merge-patch+json");

        status.ShouldBe(422, body?.ToJsonString());
        body!["message"]!.GetValue<string>().ShouldContain("sizes do not shrink");
    }

    [ContractFact]
    public async Task CustomResource_StatusAndSpec_AreApart()
    {
        await DefineWidgetsAsync();
        var created = await Client.CreateAsync(NewWidget("apart", new() { Size = 1 }) with { Status = new() { Seen = 99 } }, Limit);
        created.Status.ShouldBeNull("a status cannot be created along with the object");

        var seen = await Client.ReplaceStatusAsync(created with { Status = new() { Seen = 1 }, Spec = new() { Size = 5 } }, Limit);
        seen.Status!.Seen.ShouldBe(1);
        seen.Spec.Size.ShouldBe(1);
        seen.Metadata.Generation.ShouldBe(1);

        (await RefusedAsync(() => Client.ReplaceStatusAsync(created with { Status = new() { Seen = 2 } }, Limit))).IsConflict
            .ShouldBeTrue("the revision is stale");

        var grown = await Client.MergePatchAsync<Widget>(Named("apart"), new JsonObject { ["spec"] = new JsonObject { ["size"] = 2 } }, Limit);
        grown.Metadata.Generation.ShouldBe(2);
        grown.Status!.Seen.ShouldBe(1);
    }

    [ContractFact]
    public async Task CustomResource_Time_KeepsItsPartsOfASecond()
    {
        await DefineWidgetsAsync();
        var at = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123).AddTicks(4567);

        var stored = await Client.CreateAsync(NewWidget("timed", new() { Size = 1, At = at }), Limit);

        stored.Spec.At.ShouldBe(at);
    }

    [ContractFact]
    public async Task CustomResource_WatchWhereNothingMatches_ReadsBookmarksThoughTheyLackASpec()
    {
        await DefineWidgetsAsync();
        var told = await WatchBesideChangesAsync<Widget>(
            "nothing=has-this", _ => Client.CreateAsync(NewWidget($"beside-{Guid.NewGuid():N}", new() { Size = 1 }), Limit));

        told.Select(change => change.Type).Distinct().ShouldBe([WatchEventType.Bookmark]);
    }

    [ContractFact]
    public async Task CustomResource_AppliedTwice_KeepsItsRevision()
    {
        await DefineWidgetsAsync();
        var first = await Client.ApplyAsync(NewWidget("applied", new() { Size = 1 }), "one", force: true, Limit);

        var second = await Client.ApplyAsync(NewWidget("applied", new() { Size = 1 }), "one", force: true, Limit);

        second.Metadata.ResourceVersion.ShouldBe(first.Metadata.ResourceVersion);
    }

    private protected Widget NewWidget(string name, WidgetSpec spec) => new() { Metadata = new() { Namespace = Ns, Name = name }, Spec = spec };
}
