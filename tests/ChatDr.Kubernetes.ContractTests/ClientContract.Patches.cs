using System.Text.Json.Nodes;

namespace ChatDr.Kubernetes.ContractTests;

/// <summary>Patches as kubectl sends them to built-in kinds, and who owns what afterwards.</summary>
public abstract partial class ClientContract<TServer>
{
    private const string Strategic = "application/strategic-merge-patch+json";
    private const string Apply = "application/apply-patch+yaml";

    [ContractFact]
    public async Task StrategicPatch_MergesListsByKey_InTheOrderThatItNames()
    {
        await MadeAsync(Deployments, $$$"""{"metadata":{"name":"web"},"spec":{{{{PodSpec}}}}""");

        var merged = await PatchedAsync("""{"spec":{"template":{"spec":{"$setElementOrder/containers":[{"name":"e"},{"name":"d"},{"name":"c"}],"containers":[{"name":"e","image":"k"},{"name":"c","env":[{"name":"A","value":"1"}]}]}}}}""");
        Names(merged, "containers").ShouldBe(["e", "d", "c"]);
        merged["containers"]![2]!["image"]!.ToString().ShouldBe("i");

        merged = await PatchedAsync("""{"spec":{"template":{"spec":{"containers":[{"name":"d","$patch":"delete"},{"name":"c","env":[{"name":"B","value":"2"}]},{"name":"f","image":"l"}]}}}}""");
        Names(merged, "containers").ShouldBe(["e", "c", "f"]);
        Names(merged["containers"]![1]!, "env").ShouldBe(["B", "A"], "what is new comes first when the patch names no order");

        merged = await PatchedAsync("""{"spec":{"template":{"spec":{"containers":[{"$patch":"replace"},{"name":"only","image":"m"}]}}}}""");
        Names(merged, "containers").ShouldBe(["only"]);
    }

    [ContractFact]
    public async Task StrategicPatch_RetainsOnlyTheKeysThatItNames()
    {
        await MadeAsync(Deployments, $$$"""{"metadata":{"name":"web"},"spec":{{{{PodSpec}}}}""");

        var patched = await SendAsync(
            HttpMethod.Patch, $"{Deployments}/web", """{"spec":{"strategy":{"$retainKeys":["type"],"type":"Recreate"}}}""", Strategic);

        patched.Body!["spec"]!["strategy"]!.ToJsonString().ShouldBe("""{"type":"Recreate"}""");
    }

    [ContractFact]
    public async Task NewObject_IsOwnedByItsCreator_ButForTheStatusThatTheServerGaveIt()
    {
        await MadeAsync(Services, """{"metadata":{"name":"web"},"spec":{"ports":[{"port":80}]}}""");

        var owners = await OwnersAsync($"{Services}/web");

        owners.ShouldHaveSingleItem()!["fieldsV1"]!["f:status"].ShouldBeNull();
        owners[0]!["fieldsV1"]!["f:spec"].ShouldNotBeNull();
    }

    [ContractFact]
    public async Task Owners_Forgotten_AreRememberedAsWhatWasThereBeforeTheFirstApply()
    {
        await MadeAsync(Maps, """{"metadata":{"name":"old"},"data":{"a":"1","b":"1"}}""");
        (await SendAsync(HttpMethod.Patch, $"{Maps}/old", """{"metadata":{"managedFields":[{}]}}""", Merge)).Status.ShouldBe(200);
        (await OwnersAsync($"{Maps}/old")).ShouldBeEmpty();

        await ToldAsync(
            "409 Conflict : .data.a FieldManagerConflict",
            HttpMethod.Patch,
            $"{Maps}/old?fieldManager=one",
            """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"old"},"data":{"a":"2"}}""",
            Apply);
        (await SendAsync(HttpMethod.Patch, $"{Maps}/old?fieldManager=one", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"old"},"data":{"a":"1"}}""", Apply)).Status.ShouldBe(200);

        (await OwnersAsync($"{Maps}/old")).Select(owner => owner!["manager"]!.ToString()).ShouldBe(["before-first-apply", "one"], ignoreOrder: true);
    }

    private string Deployments => $"/apis/apps/v1/namespaces/{Ns}/deployments";

    private async Task<JsonNode> PatchedAsync(string patch)
    {
        var (status, body) = await SendAsync(HttpMethod.Patch, $"{Deployments}/web", patch, Strategic);
        status.ShouldBe(200, body?.ToJsonString());
        return body!["spec"]!["template"]!["spec"]!;
    }

    private static IEnumerable<string> Names(JsonNode owner, string list) => owner[list]!.AsArray().Select(item => item!["name"]!.ToString());

    private async Task<JsonArray> OwnersAsync(string path) => (await SendAsync(HttpMethod.Get, path)).Body!["metadata"]!["managedFields"] as JsonArray ?? [];
}
