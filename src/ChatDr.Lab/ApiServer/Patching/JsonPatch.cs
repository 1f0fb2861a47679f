using System.Globalization;
using System.Text.Json.Nodes;
using ChatDr.Lab.ApiServer.Errors;

namespace ChatDr.Lab.ApiServer.Patching;

/// <summary>JSON patch (RFC 6902).</summary>
internal static class JsonPatch
{
    /// <summary>The patched object, a new tree.</summary>
    /// <exception cref="ApiException">An operation is malformed, its path is missing or its test fails.</exception>
    internal static JsonObject Apply(JsonObject target, JsonArray operations)
    {
        JsonNode root = target.DeepClone();
        foreach (JsonNode? operation in operations)
            root = ApplyOne(root, operation);
        return root as JsonObject ?? throw ApiException.BadRequest("the patch does not leave an object");
    }

    private static JsonNode ApplyOne(JsonNode root, JsonNode? operation)
    {
        string op = operation.Text("op") ?? throw ApiException.PatchRejected("a JSON patch operation has no \"op\"");
        string[] path = Pointer(operation.Text("path") ?? throw ApiException.PatchRejected("a JSON patch operation has no \"path\""));
        switch (op)
        {
            case "add":
                return Add(root, path, operation.At("value")?.DeepClone());
            case "remove":
                Remove(root, path);
                return root;
            case "replace":
                if (path.Length > 0)
                    Remove(root, path);
                return Add(root, path, operation.At("value")?.DeepClone());
            case "move":
                return Add(root, path, Remove(root, Pointer(operation.Text("from") ?? "")));
            case "copy":
                return Add(root, path, Find(root, Pointer(operation.Text("from") ?? ""))?.DeepClone());
            case "test":
                if (!JsonNavigation.Same(Find(root, path), operation.At("value")))
                    throw ApiException.PatchRejected($"testing value {operation.Text("path")} failed: test failed");
                return root;
            default:
                throw ApiException.PatchRejected($"Unexpected kind: {op}");
        }
    }

    private static string[] Pointer(string pointer) =>
        pointer.Length == 0
            ? []
            : [.. pointer.Split('/').Skip(1).Select(part => part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))];

    private static JsonNode? Find(JsonNode? node, ReadOnlySpan<string> path)
    {
        foreach (string part in path)
        {
            node = node switch
            {
                JsonObject map when map.TryGetPropertyValue(part, out JsonNode? member) => member,
                JsonArray list when Index(part) is { } index && index < list.Count => list[index],
                _ => throw ApiException.PatchRejected($"path not found: {part}"),
            };
        }

        return node;
    }

    private static JsonNode Add(JsonNode root, string[] path, JsonNode? value)
    {
        if (path.Length == 0)
            return value ?? throw ApiException.BadRequest("the patch does not leave an object");
        switch (Find(root, path.AsSpan(0, path.Length - 1)))
        {
            case JsonObject map:
                map[path[^1]] = value;
                break;
            case JsonArray list when path[^1] == "-":
                list.Add(value);
                break;
            case JsonArray list when Index(path[^1]) is { } index && index <= list.Count:
                list.Insert(index, value);
                break;
            default:
                throw ApiException.PatchRejected($"add operation does not apply: doc is missing path: \"/{string.Join('/', path)}\": missing value");
        }

        return root;
    }

    private static JsonNode? Remove(JsonNode root, string[] path)
    {
        switch (path.Length == 0 ? null : Find(root, path.AsSpan(0, path.Length - 1)))
        {
            case JsonObject map when map.Remove(path[^1], out JsonNode? member):
                return member;
            case JsonArray list when Index(path[^1]) is { } index && index < list.Count:
                JsonNode? item = list[index];
                list.RemoveAt(index);
                return item;
            default:
                throw ApiException.PatchRejected($"remove operation does not apply: doc is missing path: \"/{string.Join('/', path)}\": missing value");
        }
    }

    private static int? Index(string part) =>
        int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int index) ? index : null;
}
