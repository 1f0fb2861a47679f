using System.Globalization;
using System.Text.Json.Nodes;
using ChatDr.Lab.ApiServer.Errors;
using ChatDr.Lab.ApiServer.Resources;
using ChatDr.Lab.ApiServer.Schemas;

namespace ChatDr.Lab.ApiServer.Discovery;

/// <summary>
/// OpenAPI documents as kubectl reads them: which query parameters a kind's PATCH takes (dry run, field validation), and the schemas behind <c>kubectl
/// explain</c>. Custom kinds are described in full; the fields of built-in kinds have names and types, and no descriptions.
/// </summary>
internal static class OpenApiDocuments
{
    private const string V3Reference = "#/components/schemas/";

    /// <summary>What v3 can say and v2 cannot: a text or a number.</summary>
    private static readonly (string Name, string Other)[] OneOfTwo =
    [
        ("io.k8s.apimachinery.pkg.api.resource.Quantity", "number"), ("io.k8s.apimachinery.pkg.util.intstr.IntOrString", "integer"),
    ];

    private static readonly string[] PatchParameters = ["dryRun", "fieldManager", "fieldValidation", "force"];

    /// <summary>The index <c>/openapi/v3</c>; its hashes change with the catalogue.</summary>
    internal static JsonObject Index(ResourceCatalog catalog)
    {
        JsonObject paths = [];
        foreach ((string group, string version) in DiscoveryDocuments.Versions(catalog))
        {
            string path = group.Length == 0 ? $"api/{version}" : $"apis/{group}/{version}";
            paths[path] = new JsonObject { ["serverRelativeURL"] = $"/openapi/v3/{path}?hash={catalog.Generation.ToString(CultureInfo.InvariantCulture)}" };
        }

        return new JsonObject { ["paths"] = paths };
    }

    internal static JsonObject Document(ResourceCatalog catalog, string group, string version)
    {
        ApiResource[] resources = [.. catalog.All.Where(resource => resource.Group == group && resource.Version == version)];
        if (resources.Length == 0)
            throw ApiException.NoSuchPath();
        JsonObject schemas = [];
        JsonObject paths = [];
        foreach (ApiResource resource in resources)
        {
            AddSchema(schemas, resource);
            string root = group.Length == 0 ? $"/api/{version}" : $"/apis/{group}/{version}";
            string collection = resource.Namespaced ? $"{root}/namespaces/{{namespace}}/{resource.Plural}" : $"{root}/{resource.Plural}";
            paths[collection] = new JsonObject { ["get"] = Operation(resource, "list"), ["post"] = Operation(resource, "post") };
            paths[$"{collection}/{{name}}"] = new JsonObject
            {
                ["get"] = Operation(resource, "get"),
                ["put"] = Operation(resource, "put"),
                ["patch"] = Operation(resource, "patch"),
                ["delete"] = Operation(resource, "delete"),
            };
        }

        foreach ((string name, string other) in OneOfTwo.Where(pair => schemas.ContainsKey(pair.Name)))
            schemas[name] = new JsonObject { ["oneOf"] = new JsonArray(new JsonObject { ["type"] = "string" }, new JsonObject { ["type"] = other }) };
        return new JsonObject
        {
            ["openapi"] = "3.0.0",
            ["info"] = new JsonObject { ["title"] = "ChatDR lab", ["version"] = DiscoveryDocuments.GitVersion },
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["schemas"] = JsonNode.Parse(schemas.ToJsonString().Replace(BuiltInSchemas.Reference, V3Reference, StringComparison.Ordinal))
            },
        };
    }

    /// <summary>All schemas in the v2 form.</summary>
    internal static JsonObject Definitions(ResourceCatalog catalog)
    {
        JsonObject definitions = [];
        foreach (ApiResource resource in catalog.All)
            AddSchema(definitions, resource);
        return definitions;
    }

    /// <summary>Adds a kind's schema and all that it refers to.</summary>
    private static void AddSchema(JsonObject schemas, ApiResource resource)
    {
        if (!resource.IsCustom)
        {
            string name = BuiltInSchemas.NameOf(resource.Group, resource.Version, resource.Kind);
            AddDefinition(schemas, name);
            schemas[name]!["description"] =
                $"The fields of a {resource.Kind}. What they mean: https://kubernetes.io/docs/reference/kubernetes-api/";
            return;
        }

        AddDefinition(schemas, BuiltInSchemas.ObjectMetaName);
        schemas[CustomName(resource)] = CustomSchema(resource);
    }

    private static void AddDefinition(JsonObject schemas, string name)
    {
        if (schemas.ContainsKey(name))
            return;
        JsonNode definition = BuiltInSchemas.Definitions[name]!.DeepClone();
        schemas[name] = definition;
        foreach (string reference in References(definition))
            AddDefinition(schemas, reference[BuiltInSchemas.Reference.Length..]);
    }

    private static IEnumerable<string> References(JsonNode? schema) => schema switch
    {
        JsonObject map => map.SelectMany(member => member is { Key: "$ref", Value: JsonValue text } ? [text.GetValue<string>()] : References(member.Value)),
        JsonArray list => list.SelectMany(References),
        _ => [],
    };

    private static JsonObject Operation(ApiResource resource, string action)
    {
        JsonObject operation = new()
        {
            ["operationId"] = $"{action}{resource.Kind}",
            ["responses"] = new JsonObject { ["200"] = new JsonObject { ["description"] = "OK" } },
            ["x-kubernetes-action"] = action,
            ["x-kubernetes-group-version-kind"] = GroupVersionKind(resource),
        };
        if (action is "patch" or "post" or "put")
        {
            operation["parameters"] = new JsonArray([.. PatchParameters.Select(name => new JsonObject
            {
                ["name"] = name, ["in"] = "query", ["schema"] = new JsonObject { ["type"] = name == "force" ? "boolean" : "string", ["uniqueItems"] = true },
            })]);
        }

        return operation;
    }

    private static JsonObject CustomSchema(ApiResource resource)
    {
        JsonObject schema = resource.Schema.Copy();
        schema.Default("description", $"{resource.Kind} as the lab serves it.");
        JsonObject properties = schema.Child("properties");
        properties["apiVersion"] = Text("Group and version of the kind.");
        properties["kind"] = Text("Name of the kind.");
        properties["metadata"] = new JsonObject
        {
            ["description"] = "Name, labels and all else that every object has.",
            ["allOf"] = new JsonArray(new JsonObject { ["$ref"] = BuiltInSchemas.Reference + BuiltInSchemas.ObjectMetaName }),
        };
        schema["x-kubernetes-group-version-kind"] = new JsonArray(GroupVersionKind(resource));
        return schema;
    }

    private static JsonObject Text(string description) => new() { ["type"] = "string", ["description"] = description };

    private static JsonObject GroupVersionKind(ApiResource resource) =>
        new() { ["group"] = resource.Group, ["version"] = resource.Version, ["kind"] = resource.Kind };

    private static string CustomName(ApiResource resource) => $"{string.Join('.', resource.Group.Split('.').Reverse())}.{resource.Version}.{resource.Kind}";
}
