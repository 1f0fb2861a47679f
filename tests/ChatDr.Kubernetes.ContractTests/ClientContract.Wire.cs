using System.Text.Json.Nodes;
using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Kubernetes.ContractTests;

/// <summary>What goes over the wire, below what the client shows of it.</summary>
public abstract partial class ClientContract<TServer>
{
    [ContractFact]
    public async Task BuiltInKind_WithFieldsThatNobodyKnows_IsStoredWithoutThem()
    {
        using var raw = Raw();
        var created = await raw.CreateAsync(
            Maps, """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"odd","shoeSize":43},"data":{"a":"1"},"oops":1}""");

        created.Status.ShouldBe(201);
        var stored = (await raw.SendAsync(HttpMethod.Get, $"{Maps}/odd")).Body!;
        stored["oops"].ShouldBeNull();
        stored["metadata"]!["shoeSize"].ShouldBeNull();
        stored["data"]!["a"]!.ToString().ShouldBe("1");
    }

    [ContractFact]
    public async Task BuiltInKind_WithAValueOfTheWrongType_IsABadRequest()
    {
        using var raw = Raw();
        (await raw.CreateAsync(Maps, """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"number"},"data":{"a":1}}""")).Status.ShouldBe(400);
        (await raw.CreateAsync($"/api/v1/namespaces/{Ns}/secrets", """{"apiVersion":"v1","kind":"Secret","metadata":{"name":"plain"},"data":{"a":"???"}}""")).Status
            .ShouldBe(400);
        (await raw.CreateAsync($"/api/v1/namespaces/{Ns}/services", """{"apiVersion":"v1","kind":"Service","metadata":{"name":"text"},"spec":{"ports":[{"port":"http"}]}}""")).Status.ShouldBe(400);
    }

    [ContractFact]
    public async Task LaterPages_ShowTheStateOfTheFirst()
    {
        using var raw = Raw();
        await CreateAsync("page-a");
        await CreateAsync("page-c", ("v", "1"));
        await CreateAsync("page-d");
        var selector = "fieldSelector=metadata.name!%3Dkube-root-ca.crt";
        var first = (await raw.SendAsync(HttpMethod.Get, $"{Maps}?limit=1&{selector}")).Body!;
        await CreateAsync("page-b");
        await Client.MergePatchAsync<V1ConfigMap>(Named("page-c"), new JsonObject { ["data"] = new JsonObject { ["v"] = "2" } }, Limit);
        await Client.DeleteAsync<V1ConfigMap>(Named("page-d"), new DeleteOptions(), Limit);

        var rest = (await raw.SendAsync(HttpMethod.Get, $"{Maps}?limit=10&{selector}&continue={Uri.EscapeDataString(first["metadata"]!["continue"]!.ToString())}")).Body!;

        rest["items"]!.AsArray().Select(item => item!["metadata"]!["name"]!.ToString()).ShouldBe(["page-c", "page-d"]);
        rest["items"]![0]!["data"]!["v"]!.ToString().ShouldBe("1");
        first["metadata"]!["remainingItemCount"].ShouldBeNull("a server does not count what a selector leaves");
        (await raw.SendAsync(HttpMethod.Get, $"{Maps}?limit=1")).Body!["metadata"]!["remainingItemCount"]!.GetValue<long>().ShouldBeGreaterThan(0);
        rest["metadata"]!["resourceVersion"]!.ToString().ShouldBe(first["metadata"]!["resourceVersion"]!.ToString());
    }

    [ContractFact]
    public async Task List_AtAnExactRevision_ShowsThatState()
    {
        using var raw = Raw();
        var old = (await CreateAsync("exact", ("v", "1"))).Metadata.ResourceVersion;
        await Client.MergePatchAsync<V1ConfigMap>(Named("exact"), new JsonObject { ["data"] = new JsonObject { ["v"] = "2" } }, Limit);

        (await ValueAsync($"resourceVersion={old}&resourceVersionMatch=Exact")).ShouldBe("1");
        (await ValueAsync($"resourceVersion={old}&resourceVersionMatch=NotOlderThan")).ShouldBe("2");
        (await ValueAsync($"resourceVersion={old}")).ShouldBe("2");

        async Task<string> ValueAsync(string query)
        {
            var list = await raw.SendAsync(HttpMethod.Get, $"{Maps}?fieldSelector=metadata.name%3Dexact&{query}");
            list.Status.ShouldBe(200, list.Body?.ToJsonString());
            return list.Body!["items"]![0]!["data"]!["v"]!.ToString();
        }
    }

    [ContractFact]
    public async Task List_WithQueriesThatCannotBe_IsRefusedInTheSameWords()
    {
        using var raw = Raw();
        await CreateAsync("there");

        (await RefusalAsync("?resourceVersionMatch=Exact")).ShouldBe("422 Invalid ListOptions: resourceVersionMatch FieldValueForbidden");
        (await RefusalAsync("?resourceVersionMatch=Exact&resourceVersion=0")).ShouldBe("422 Invalid ListOptions: resourceVersionMatch FieldValueForbidden");
        (await RefusalAsync("?resourceVersionMatch=Sometimes&resourceVersion=1"))
            .ShouldBe("422 Invalid ListOptions: resourceVersionMatch FieldValueNotSupported");
        (await RefusalAsync("?resourceVersion=999999999")).ShouldBe("504 Timeout :  ResourceVersionTooLarge");
        (await RefusalAsync("?limit=many")).ShouldBe("400 BadRequest :");
        (await RefusalAsync("?continue=nonsense")).ShouldBe("400 BadRequest :");
        (await RefusalAsync("?fieldSelector=data.a%3D1")).ShouldBe("400 BadRequest :");
        (await RefusalAsync("?labelSelector=a%3D%3D%3Db")).ShouldBe("400 BadRequest :");

        async Task<string> RefusalAsync(string query) => Told(await raw.SendAsync(HttpMethod.Get, Maps + query));
    }

    /// <summary>Code, reason, details' kind and name, and each cause's field and reason of a <c>Status</c>: what programs go by.</summary>
    private static string Told((int Status, JsonNode? Body) answer)
    {
        var body = answer.Body!;
        ((int)body["code"]!).ShouldBe(answer.Status);
        (body["kind"]!.ToString(), body["status"]!.ToString()).ShouldBe(("Status", "Failure"));
        var (details, name) = (body["details"], body["details"]?["name"] is { } called ? $"/{called}" : "");
        var causes = details?["causes"]?.AsArray().Select(cause => $" {cause!["field"]} {cause["reason"]}") ?? [];
        return $"{answer.Status} {body["reason"]} {details?["kind"]}{name}:{string.Concat(causes)}";
    }

    private string Maps => $"/api/v1/namespaces/{Ns}/configmaps";
}
