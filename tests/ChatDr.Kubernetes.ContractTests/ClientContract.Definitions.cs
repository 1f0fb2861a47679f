using System.Text.Json.Nodes;

namespace ChatDr.Kubernetes.ContractTests;

/// <summary>What a CustomResourceDefinition promises beyond its schema: columns and a scale.</summary>
public abstract partial class ClientContract<TServer>
{
    [ContractFact]
    public async Task Definition_WithColumns_FillsCellsByTheirTypes()
    {
        var path = await DefineGadgetsAsync(
            """
            [{"name":"Ready","type":"string","jsonPath":".status.conditions[?(@.type==\"Ready\")].status"},
             {"name":"Size","type":"integer","jsonPath":".spec.size"},
             {"name":"Map","type":"string","jsonPath":".spec.map"},
             {"name":"Each","type":"string","jsonPath":".spec.list[*]"},
             {"name":"List","type":"string","jsonPath":".spec.list"},
             {"name":"Flag","type":"boolean","jsonPath":".spec.flag","priority":1},
             {"name":"Ratio","type":"number","jsonPath":".spec.ratio"},
             {"name":"NoNumber","type":"integer","jsonPath":".spec.map"},
             {"name":"Absent","type":"date","jsonPath":".spec.when"},
             {"name":"Age","type":"date","jsonPath":".metadata.creationTimestamp"}]
            """,
            "null");
        await MadeAsync(path, Gadget("""{"size":3,"map":{"a":"b"},"list":["x","y"],"flag":true,"ratio":1.5}"""));
        await SendAsync(
            HttpMethod.Patch, $"{path}/x/status", """{"status":{"conditions":[{"type":"Other","status":"False"},{"type":"Ready","status":"True"}]}}""", Merge);

        using var raw = Raw();
        var table = (await raw.SendAsync(HttpMethod.Get, path, accept: RawClient.Table)).Body!;

        string.Join(' ', table["columnDefinitions"]!.AsArray().Select(Heading)).ShouldBe("Name Ready Size Map Each List (Flag) Ratio NoNumber Absent Age");
        string.Join('|', table["rows"]![0]!["cells"]!.AsArray().Select(Cell)).ShouldBe("""x|True|3|{"a":"b"}|x|["x","y"]|true|1.5|||AGE""");
    }

    [ContractFact]
    public async Task Definition_WithAScale_IsScaledThere()
    {
        var path = await DefineGadgetsAsync(
            "[]", """{"specReplicasPath":".spec.size","statusReplicasPath":".status.size","labelSelectorPath":".status.selector"}""");
        await MadeAsync(path, Gadget("""{"size":3}"""));
        await SendAsync(HttpMethod.Patch, $"{path}/x/status", """{"status":{"size":2,"selector":"a=b"}}""", Merge);

        var scale = (await SendAsync(HttpMethod.Get, $"{path}/x/scale")).Body!;
        (scale["kind"]!.ToString(), (int)scale["spec"]!["replicas"]!, (int)scale["status"]!["replicas"]!, scale["status"]!["selector"]!.ToString())
            .ShouldBe(("Scale", 3, 2, "a=b"));

        (await SendAsync(HttpMethod.Patch, $"{path}/x/scale", """{"spec":{"replicas":7}}""", Merge)).Status.ShouldBe(200);
        var scaled = (await SendAsync(HttpMethod.Get, $"{path}/x")).Body!;
        ((int)scaled["spec"]!["size"]!, (int)scaled["metadata"]!["generation"]!).ShouldBe((7, 2));
    }

    private string GadgetGroup => $"g{Ns[^12..]}.test.dev";

    private string Gadget(string spec) => $$$"""{"apiVersion":"{{{GadgetGroup}}}/v1","kind":"Gadget","metadata":{"name":"x"},"spec":{{{spec}}} }""";

    /// <summary>Defines gadgets in a group of this test's own; where they are.</summary>
    private async Task<string> DefineGadgetsAsync(string columns, string scale)
    {
        var definition = JsonNode.Parse(
            """
            {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"gadgets.GROUP"},"spec":{
              "group":"GROUP","scope":"Namespaced","names":{"kind":"Gadget","plural":"gadgets"},"versions":[{"name":"v1","served":true,"storage":true,
              "subresources":{"status":{}},"schema":{"openAPIV3Schema":{"type":"object","properties":{
                "spec":{"type":"object","properties":{"size":{"type":"integer"},"map":{"type":"object","properties":{"a":{"type":"string"}}},"list":{"type":"array","items":{"type":"string"}},
                  "flag":{"type":"boolean"},"ratio":{"type":"number"},"when":{"type":"string","format":"date-time"}}},
                "status":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}}}]}}
            """.Replace("GROUP", GadgetGroup, StringComparison.Ordinal))!;
        var version = definition["spec"]!["versions"]![0]!;
        version["additionalPrinterColumns"] = JsonNode.Parse(columns);
        if (JsonNode.Parse(scale) is { } subresource)
        {
            version["subresources"]!["scale"] = subresource;
        }

        await MadeAsync("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition.ToJsonString());
        var path = $"/apis/{GadgetGroup}/v1/namespaces/{Ns}/gadgets";
        await EventuallyAsync("gadgets are served", async () => (await SendAsync(HttpMethod.Get, path)).Status == 200);
        return path;
    }
}
