using System.Text.Json.Nodes;

namespace ChatDr.Lab.ApiServer.Ownership;

/// <summary>Merge rules read from a custom resource's structural schema.</summary>
internal sealed class CustomMergeSchema(JsonObject? schema, bool isRoot = false) : MergeSchema
{
    /// <inheritdoc/>
    internal override ListMerge List => schema.Text("x-kubernetes-list-type") switch
    {
        "set" => ListMerge.Set,
        "map" => ListMerge.Map,
        _ => ListMerge.Atomic,
    };

    /// <inheritdoc/>
    internal override IReadOnlyList<string> Keys => [.. schema.Items("x-kubernetes-list-map-keys").Select(key => key.Text()).OfType<string>()];

    /// <inheritdoc/>
    internal override bool IsAtomicMap => schema.Text("x-kubernetes-map-type") == "atomic";

    /// <inheritdoc/>
    internal override MergeSchema Item => new CustomMergeSchema(schema.At("items") as JsonObject);

    /// <inheritdoc/>
    internal override string? KeyDefault(string key) => schema.At("items", "properties", key, "default")?.ToJsonString();

    /// <inheritdoc/>
    internal override MergeSchema Member(string name) =>
        isRoot && name == "metadata"
            ? BuiltIn.Member("metadata")
            : new CustomMergeSchema((schema.At("properties", name) ?? schema.At("additionalProperties")) as JsonObject);
}
