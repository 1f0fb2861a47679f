using System.Text.Json.Nodes;

namespace ChatDr.Lab.ApiServer.Resources;

/// <summary>Reads a CustomResourceDefinition into the resources that it defines.</summary>
internal static class CustomResources
{
    private static readonly JsonObject AnySchema = new() { ["type"] = "object", ["x-kubernetes-preserve-unknown-fields"] = true };

    /// <summary>One resource per served version.</summary>
    internal static IReadOnlyList<ApiResource> From(JsonObject definition)
    {
        JsonObject spec = definition.Child("spec");
        string storageVersion = spec.Items("versions").FirstOrDefault(version => version.Flag("storage")).Text("name") ?? "";
        return [.. spec.Items("versions").Where(version => version.Flag("served")).Select(version => Version(spec, version!, storageVersion))];
    }

    private static ApiResource Version(JsonObject spec, JsonNode version, string storageVersion)
    {
        string group = spec.Text("group") ?? "";
        string name = version.Text("name") ?? "";
        string kind = spec.Text("names", "kind") ?? "";
        string plural = spec.Text("names", "plural") ?? "";
        JsonObject schema = ((JsonObject?)version.At("schema", "openAPIV3Schema") ?? AnySchema).Copy();
        bool stored = name == storageVersion;
        return new ApiResource
        {
            Group = group,
            Version = name,
            Kind = kind,
            Plural = plural,
            Singular = spec.Text("names", "singular") ?? plural,
            ListKind = spec.Text("names", "listKind") ?? kind + "List",
            Namespaced = spec.Text("scope") == "Namespaced",
            ShortNames = Strings(spec.Items("names", "shortNames")),
            Categories = Strings(spec.Items("names", "categories")),
            HasStatus = version.At("subresources", "status") is not null,
            Scale = ScalePaths.From(version.At("subresources", "scale")),
            HasGeneration = true,
            Schema = schema,
            PrinterColumns = (version.At("additionalPrinterColumns") as JsonArray)?.DeepClone() as JsonArray,
            IsCustom = true,
            Storage = $"{group}/{plural}",
            FromStorage = stored ? null : source => Restamp(source, $"{group}/{name}"),
            ToStorage = stored ? null : source => Restamp(source, $"{group}/{storageVersion}"),
        };
    }

    private static JsonObject Restamp(JsonObject source, string apiVersion)
    {
        JsonObject target = source.Copy();
        target["apiVersion"] = apiVersion;
        return target;
    }

    private static string[] Strings(IEnumerable<JsonNode?> items) => [.. items.Select(item => item.Text()).OfType<string>()];
}
