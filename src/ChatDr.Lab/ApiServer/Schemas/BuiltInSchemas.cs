using System.Text.Json.Nodes;

namespace ChatDr.Lab.ApiServer.Schemas;

/// <summary>The fields of the built-in kinds as OpenAPI definitions: names, types and merge keys of Kubernetes 1.32,
/// without descriptions (<c>kubernetes.json</c>).</summary>
internal static class BuiltInSchemas
{
    internal const string Reference = "#/definitions/";
    internal const string ObjectMetaName = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

    /// <summary>All definitions by their names; they refer to each other by <c>$ref</c>.</summary>
    internal static JsonObject Definitions { get; } = Load();

    /// <summary>The metadata that every kind has.</summary>
    internal static JsonObject ObjectMeta { get; } = (JsonObject)Definitions[ObjectMetaName]!;

    /// <summary>The type of amounts such as <c>1Gi</c>, which may also be written as numbers.</summary>
    internal static JsonObject Quantity { get; } = (JsonObject)Definitions["io.k8s.apimachinery.pkg.api.resource.Quantity"]!;

    private static Dictionary<(string? Group, string? Version, string? Kind), string> Names { get; } = Definitions
        .SelectMany(definition => definition.Value.Items("x-kubernetes-group-version-kind"), (definition, kind) => (definition.Key, Kind: kind))
        .ToDictionary(pair => (pair.Kind.Text("group"), pair.Kind.Text("version"), pair.Kind.Text("kind")), pair => pair.Key);

    /// <summary>Name of a kind's definition.</summary>
    internal static string NameOf(string group, string version, string kind) => Names[(group, version, kind)];

    /// <summary>A kind's definition.</summary>
    internal static JsonObject Of(string group, string version, string kind) => (JsonObject)Definitions[NameOf(group, version, kind)]!;

    /// <summary>The definition that a schema refers to, or the schema itself.</summary>
    internal static JsonObject? Resolve(JsonNode? schema)
    {
        while (schema.Text("$ref") is { } reference && reference.StartsWith(Reference, StringComparison.Ordinal))
            schema = Definitions[reference[Reference.Length..]];
        return schema as JsonObject;
    }

    private static JsonObject Load()
    {
        using Stream stream = typeof(BuiltInSchemas).Assembly.GetManifestResourceStream("schemas/kubernetes.json")
            ?? throw new InvalidOperationException("The assembly lacks the resource schemas/kubernetes.json.");
        return (JsonObject)JsonNode.Parse(stream)!["definitions"]!;
    }
}
