using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ChatDr.Lab.ApiServer;

/// <summary>Reading and writing of nested members that may be absent.</summary>
internal static class JsonNavigation
{
    /// <summary>Kubernetes objects are not embedded in HTML, so nothing but JSON's own rules is escaped.</summary>
    internal static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Member at a path of names, or null as soon as one is absent or no object.</summary>
    internal static JsonNode? At(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (string name in path)
        {
            if (node is not JsonObject parent || !parent.TryGetPropertyValue(name, out node))
                return null;
        }

        return node;
    }

    /// <summary>String at a path, or null when absent or of another type.</summary>
    internal static string? Text(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    /// <summary>Whole number at a path, or null when absent or of another type.</summary>
    internal static long? Number(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue value && value.TryGetValue(out long number) ? number : null;

    /// <summary>Boolean at a path; absent reads false.</summary>
    internal static bool Flag(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue value && value.TryGetValue(out bool flag) && flag;

    /// <summary>Array members at a path; none when absent.</summary>
    internal static IEnumerable<JsonNode?> Items(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) as JsonArray ?? [];

    /// <summary>The object at a member, created when absent or null.</summary>
    internal static JsonObject Child(this JsonObject parent, string name)
    {
        if (parent[name] is JsonObject existing)
            return existing;
        JsonObject created = [];
        parent[name] = created;
        return created;
    }

    /// <summary>Sets a member only where it is absent: how defaulting works.</summary>
    internal static void Default(this JsonObject parent, string name, JsonNode value)
    {
        if (parent[name] is null)
            parent[name] = value;
    }

    /// <summary>A deep copy that can be changed freely.</summary>
    internal static JsonObject Copy(this JsonObject source) => (JsonObject)source.DeepClone();

    /// <summary>Deep equality in which an absent node and JSON null are the same.</summary>
    internal static bool Same(JsonNode? left, JsonNode? right) => JsonNode.DeepEquals(left, right);

    /// <summary>The object's JSON text in UTF-8.</summary>
    internal static byte[] ToUtf8(this JsonNode node) => JsonSerializer.SerializeToUtf8Bytes(node, Compact);
}
