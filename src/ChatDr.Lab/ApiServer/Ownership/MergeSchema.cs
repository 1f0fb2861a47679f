using System.Text.Json.Nodes;
using ChatDr.Lab.ApiServer.Schemas;

namespace ChatDr.Lab.ApiServer.Ownership;

/// <summary>
/// How lists and maps at a place of an object merge, read from its OpenAPI schema (null: nothing is known there, everything is atomic but objects).
/// Source: kubernetes.io/docs/reference/using-api/server-side-apply, "Merge strategy", and for patches the <c>x-kubernetes-patch-*</c> extensions.
/// </summary>
internal sealed class MergeSchema(JsonObject? schema, bool isRoot = false)
{
    /// <summary>How a list at this place merges.</summary>
    internal ListMerge List => schema.Text("x-kubernetes-list-type") switch
    {
        "set" => ListMerge.Set,
        "map" => ListMerge.Map,
        _ => ListMerge.Atomic,
    };

    /// <summary>The fields that identify an item of a <see cref="ListMerge.Map"/> list.</summary>
    internal IReadOnlyList<string> Keys => [.. schema.Items("x-kubernetes-list-map-keys").Select(key => key.Text()).OfType<string>()];

    /// <summary>Whether an object at this place has one owner as a whole.</summary>
    internal bool IsAtomicMap => schema.Text("x-kubernetes-map-type") == "atomic";

    /// <summary>Whether a strategic merge patch merges a list at this place instead of replacing it.</summary>
    internal bool MergesInPatch => schema.Text("x-kubernetes-patch-strategy")?.StartsWith("merge", StringComparison.Ordinal) ?? false;

    /// <summary>The field by which a strategic merge patch finds a list's items; null for a list of scalars.</summary>
    internal string? PatchKey => schema.Text("x-kubernetes-patch-merge-key");

    /// <summary>Schema of the items of the list at this place.</summary>
    internal MergeSchema Item => new(StructuralSchema.Items(schema));

    /// <summary>Schema of a member of the object at this place.</summary>
    internal MergeSchema Member(string name) => new(isRoot && name == "metadata" ? BuiltInSchemas.ObjectMeta : StructuralSchema.Member(schema, name));

    /// <summary>Value of a key field that an item left out, as text of JSON, e.g. a port's protocol.</summary>
    internal string? KeyDefault(string key) => StructuralSchema.Member(StructuralSchema.Items(schema), key).At("default")?.ToJsonString();
}
