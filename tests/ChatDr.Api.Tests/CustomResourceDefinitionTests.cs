using System.Text.Json;
using System.Text.Json.Nodes;
using ChatDr.CrdGen;
using ChatDr.Kubernetes.Json;
using ChatDr.Tests.Shared;

namespace ChatDr.Api.Tests;

/// <summary>The committed definitions are what the types say. If one of these fails, users would apply one API and the operator would speak another.</summary>
public sealed class CustomResourceDefinitionTests
{
    public static TheoryData<Type> Kinds => [.. CustomResourceDefinition.Kinds];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void CommittedDefinition_EqualsTheTypes(Type kind) =>
        File.ReadAllText(Path.Combine(Config(), "crd", CustomResourceDefinition.FileName(kind)))
            .ShouldBe(YamlText.Of(CustomResourceDefinition.Of(kind)), "run: dotnet run --project tools/ChatDr.CrdGen");

    [Fact]
    public void CommittedDefinitions_HaveNoStrangers() =>
        Directory.GetFiles(Path.Combine(Config(), "crd"), "chatdr.dev_*.yaml").Length.ShouldBe(CustomResourceDefinition.Kinds.Count);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Schema_IsStructural(Type kind)
    {
        foreach (var node in Schemas(Schema(kind)))
        {
            node.ContainsKey("$ref").ShouldBeFalse(node.GetPath());
            node["type"].ShouldNotBeNull(node.GetPath()).GetValueKind().ShouldBe(JsonValueKind.String, node.GetPath());
            if (node["type"]!.GetValue<string>() == "array")
            {
                node["items"].ShouldNotBeNull(node.GetPath());
                node["x-kubernetes-list-type"].ShouldNotBeNull(node.GetPath());
            }
        }
    }

    /// <summary>KubeOps' definitions said <c>nullable: false</c> of every field, which tools that compare took for a change, and could not require spec.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Schema_SaysNothingOfNull_AndRequiresSpec_KubeOps818And885(Type kind)
    {
        var schema = Schema(kind);

        Schemas(schema).ShouldAllBe(node => !node.ContainsKey("nullable"));
        schema["required"].ShouldNotBeNull().AsArray().Select(name => name!.GetValue<string>()).ShouldContain("spec");
    }

    /// <summary>KubeOps' generator ran out of stack.</summary>
    [Fact]
    public void TypeThatHoldsItself_IsRefusedByName_KubeOps573()
    {
        var builder = new SchemaBuilder(KubernetesJson.Options, new XmlDocumentation());

        Should.Throw<InvalidOperationException>(() => builder.Object(typeof(Chain), withDefaults: false)).Message.ShouldContain(nameof(Chain));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Schema_BoundsWhatUsersWrite(Type kind)
    {
        foreach (var node in Schemas((JsonObject)Schema(kind)["properties"]!["spec"]!))
        {
            var bounded = node["type"]!.GetValue<string>() switch
            {
                "string" => node.ContainsKey("maxLength") || node.ContainsKey("enum"),
                "array" => node.ContainsKey("maxItems"),
                _ => true,
            };
            (bounded || node.GetPropertyName() == "items").ShouldBeTrue($"{node.GetPath()} has no upper bound, so a CEL rule over it may cost too much");
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Defaults_FilledIntoAnEmptySpec_EqualTheTypesInitialValues(Type kind)
    {
        var spec = kind.GetProperty("Spec")!.PropertyType;
        var schema = (JsonObject)Schema(kind)["properties"]!["spec"]!;

        var defaulted = new JsonObject();
        FillDefaults(schema, defaulted);

        var initial = (JsonObject)JsonSerializer.SerializeToNode(Activator.CreateInstance(spec), spec, KubernetesJson.Options)!;
        JsonNode.DeepEquals(defaulted, initial).ShouldBeTrue($"schema: {defaulted.ToJsonString()}\ntypes: {initial.ToJsonString()}");
    }

    private static void FillDefaults(JsonObject schema, JsonObject value)
    {
        foreach (var (name, property) in (JsonObject)schema["properties"]!)
        {
            if (!value.ContainsKey(name) && property!["default"] is { } @default)
            {
                value[name] = @default.DeepClone();
            }

            if (value[name] is JsonObject nested && property!["properties"] is not null)
            {
                FillDefaults((JsonObject)property, nested);
            }
        }
    }

    private static JsonObject Schema(Type kind) =>
        (JsonObject)CustomResourceDefinition.Of(kind)["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!;

    private static IEnumerable<JsonObject> Schemas(JsonObject schema)
    {
        yield return schema;
        var children = (schema["properties"] as JsonObject ?? []).Select(property => property.Value).Append(schema["items"]).OfType<JsonObject>();
        foreach (var nested in children.SelectMany(Schemas))
        {
            yield return nested;
        }
    }

    private sealed record Chain(IReadOnlyList<Chain> Links);

    private static string Config() => Path.Combine(RepositoryRoot.Folder.FullName, "config");
}
