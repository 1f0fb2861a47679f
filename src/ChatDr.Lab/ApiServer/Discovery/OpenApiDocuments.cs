using System.Globalization;
using System.Text.Json.Nodes;
using ChatDr.Lab.ApiServer.Errors;
using ChatDr.Lab.ApiServer.Resources;

namespace ChatDr.Lab.ApiServer.Discovery;

/// <summary>
/// OpenAPI documents as kubectl reads them: which query parameters a kind's PATCH takes (dry run, field validation), and the schemas behind <c>kubectl explain</c>.
/// Custom kinds are described in full; built-in kinds only by kind and metadata.
/// </summary>
internal static class OpenApiDocuments
{
    private const string ObjectMeta = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

    private static readonly string[] BuiltInSections = ["spec", "status", "data"];

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
        JsonObject schemas = new() { [ObjectMeta] = MetadataSchema() };
        JsonObject paths = [];
        foreach (ApiResource resource in resources)
        {
            schemas[SchemaName(resource)] = SchemaOf(resource, "#/components/schemas/");
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

        return new JsonObject
        {
            ["openapi"] = "3.0.0",
            ["info"] = new JsonObject { ["title"] = "ChatDR lab", ["version"] = DiscoveryDocuments.GitVersion },
            ["paths"] = paths,
            ["components"] = new JsonObject { ["schemas"] = schemas },
        };
    }

    /// <summary>All schemas in the v2 form.</summary>
    internal static JsonObject Definitions(ResourceCatalog catalog)
    {
        JsonObject definitions = new() { [ObjectMeta] = MetadataSchema() };
        foreach (ApiResource resource in catalog.All)
            definitions[SchemaName(resource)] = SchemaOf(resource, "#/definitions/");
        return definitions;
    }

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

    private static JsonObject SchemaOf(ApiResource resource, string references)
    {
        JsonObject schema = resource.Schema?.Copy() ?? new JsonObject { ["type"] = "object", ["x-kubernetes-preserve-unknown-fields"] = true };
        schema.Default("description", $"{resource.Kind} as the lab serves it.");
        JsonObject properties = schema.Child("properties");
        properties["apiVersion"] = Text("APIVersion defines the versioned schema of this representation of an object.");
        properties["kind"] = Text("Kind is a string value representing the REST resource this object represents.");
        properties["metadata"] = new JsonObject
        {
            ["description"] = "Standard object's metadata.",
            ["allOf"] = new JsonArray(new JsonObject { ["$ref"] = references + ObjectMeta }),
        };
        foreach (string section in resource.IsCustom ? [] : BuiltInSections)
        {
            properties[section] = new JsonObject
            {
                ["type"] = "object",
                ["description"] = $"The {section}, where the kind has one; its fields are described in the reference of Kubernetes {resource.ApiVersion}.",
                ["x-kubernetes-preserve-unknown-fields"] = true,
            };
        }

        schema["x-kubernetes-group-version-kind"] = new JsonArray(GroupVersionKind(resource));
        return schema;
    }

    private static JsonObject MetadataSchema() => new()
    {
        ["type"] = "object",
        ["description"] = "ObjectMeta is metadata that all persisted resources must have.",
        ["x-kubernetes-preserve-unknown-fields"] = true,
        ["properties"] = new JsonObject
        {
            ["name"] = Text("Name must be unique within a namespace."),
            ["namespace"] = Text("Namespace defines the space within which each name must be unique."),
            ["labels"] = Map("Map of string keys and values that can be used to organize and categorize objects."),
            ["annotations"] = Map("Annotations is an unstructured key value map stored with a resource."),
        },
    };

    private static JsonObject Text(string description) => new() { ["type"] = "string", ["description"] = description };

    private static JsonObject Map(string description) => new()
    {
        ["type"] = "object",
        ["description"] = description,
        ["additionalProperties"] = new JsonObject { ["type"] = "string" },
    };

    private static JsonObject GroupVersionKind(ApiResource resource) =>
        new() { ["group"] = resource.Group, ["version"] = resource.Version, ["kind"] = resource.Kind };

    private static string SchemaName(ApiResource resource)
    {
        string group = resource.Group.Length == 0 ? "io.k8s.api.core" : string.Join('.', resource.Group.Split('.').Reverse());
        return $"{group}.{resource.Version}.{resource.Kind}";
    }
}
