using System.Text.Json.Nodes;
using ChatDr.Lab.ApiServer;
using ChatDr.Lab.ApiServer.Ownership;
using ChatDr.Lab.ApiServer.Patching;
using ChatDr.Lab.ApiServer.Schemas;
using ChatDr.Lab.ApiServer.Selectors;
using ChatDr.Lab.ApiServer.Tables;

namespace ChatDr.Lab.Tests.ApiServer;

public sealed class SemanticsTests
{
    private static readonly MergeSchema Pods = new(BuiltInSchemas.Of("", "v1", "Pod"), isRoot: true);

    [Fact]
    public void Apply_LeavingAFieldOut_RemovesItButNotAnotherManagersField()
    {
        JsonObject live = ManagedFields.Apply(null, Parse("""{"data":{"mine":"1","shared":"2"}}"""), Pods, By("a"));
        live = ManagedFields.Apply(live, Parse("""{"data":{"shared":"2","theirs":"3"}}"""), Pods, By("b"));

        JsonObject result = ManagedFields.Apply(live, Parse("{}"), Pods, By("a"));

        result["data"]!.ToJsonString().ShouldBe("""{"shared":"2","theirs":"3"}""");
    }

    [Fact]
    public void Apply_OfKeyedListItem_KeepsOtherManagersItems()
    {
        JsonObject live = ManagedFields.Apply(null, Parse("""{"spec":{"containers":[{"name":"x","image":"1"}]}}"""), Pods, By("a"));

        JsonObject result = ManagedFields.Apply(live, Parse("""{"spec":{"containers":[{"name":"y","image":"2"}]}}"""), Pods, By("b"));

        result.Items("spec", "containers").Select(item => item.Text("name")).ShouldBe(["x", "y"]);
    }

    [Fact]
    public void Apply_Repeated_ChangesNothing()
    {
        JsonObject applied = Parse("""{"spec":{"replicas":2,"list":[1,2]}}""");
        JsonObject live = ManagedFields.Apply(null, applied, Pods, By("a"));

        JsonObject again = ManagedFields.Apply(live, applied, Pods, By("a") with { Time = "2030-01-01T00:00:00Z" });

        JsonNode.DeepEquals(live, again).ShouldBeTrue();
    }

    [Fact]
    public void StrategicPatch_OfEnvAndDeletedContainer_MergesByName()
    {
        JsonObject live = Parse("""{"spec":{"containers":[{"name":"x","env":[{"name":"A","value":"1"}]},{"name":"y"}]}}""");

        JsonObject patched = StrategicMergePatch.Apply(live,
            Parse("""{"spec":{"containers":[{"name":"x","env":[{"name":"B","value":"2"}]},{"name":"y","$patch":"delete"}]}}"""), Pods);

        patched["spec"]!.ToJsonString().ShouldBe("""{"containers":[{"name":"x","env":[{"name":"B","value":"2"},{"name":"A","value":"1"}]}]}""");
    }

    [Theory]
    [InlineData(".status.conditions[?(@.type==\"Ready\")].status", "True")]
    [InlineData(".items[*].name", "a b")]
    [InlineData(".items[-1].name", "b")]
    [InlineData(".labels.x\\.y/z", "q")]
    [InlineData(".absent.deeper", "")]
    public void JsonPath_OfAPrinterColumn_FindsTheValue(string path, string expected)
    {
        JsonObject content = Parse(
            """{"status":{"conditions":[{"type":"Other","status":"False"},{"type":"Ready","status":"True"}]},"items":[{"name":"a"},{"name":"b"}],"labels":{"x.y/z":"q"}}""");

        string.Join(' ', JsonPath.Parse(path).Find(content).Select(JsonPath.Display)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("a=1", true)]
    [InlineData("a!=1", false)]
    [InlineData("a in (1,2),!c", true)]
    [InlineData("b notin (1)", true)]
    [InlineData("b", false)]
    public void LabelSelector_InEachForm_Selects(string selector, bool expected) =>
        LabelSelector.Parse(selector).Matches(new Dictionary<string, string> { ["a"] = "1" }).ShouldBe(expected);

    [Fact]
    public void Schema_DefaultsPrunesAndValidates()
    {
        JsonObject schema = Parse("""
            {"type":"object","properties":{"spec":{"type":"object","required":["site"],"properties":
              {"site":{"type":"string"},"mode":{"type":"string","enum":["A","B"],"default":"A"},"items":{"type":"array","maxItems":1,"items":{"type":"integer"}}}}}}
            """);
        JsonObject content = Parse("""{"spec":{"unknown":1,"items":[1,"x"]}}""");

        StructuralSchema.Prune(content, schema).ShouldBe(["spec.unknown"]);
        StructuralSchema.Default(content, schema);

        content.Text("spec", "mode").ShouldBe("A");
        SchemaValidation.Validate(content, schema).Select(error => error.ToString()).ShouldBe(
        [
            "spec.site: Required value",
            "spec.items: Too many: 2: must have at most 1 items",
            "spec.items[1]: Invalid value: \"string\": spec.items[1] in body must be of type integer: \"string\"",
        ]);
    }

    private static JsonObject Parse(string json) => (JsonObject)JsonNode.Parse(json)!;

    private static FieldWrite By(string manager) => new(manager, "v1", "", true, false, "2026-01-01T00:00:00Z");
}
