using System.Text.Json.Nodes;

namespace ChatDr.Kubernetes.Client;

/// <summary>
/// A JSON patch (RFC 6902): <c>new JsonPatch().Test("/metadata/resourceVersion", "5").Replace("/spec/replicas", 3)</c>. All operations apply or none.
/// Paths are JSON pointers (RFC 6901); <see cref="PathOf"/> makes one of names that hold slashes.
/// </summary>
public sealed class JsonPatch
{
    private readonly List<JsonObject> _operations = [];

    /// <summary>What is sent.</summary>
    public JsonArray Operations => [.. _operations.Select(operation => operation.DeepClone())];

    /// <summary>
    /// The pointer to a member by the names that lead to it, such as <c>("metadata", "annotations", "example.org/mark")</c>; <c>-</c> is the end of a list.
    /// </summary>
    public static string PathOf(params ReadOnlySpan<string> names)
    {
        var pointer = "";
        foreach (var name in names)
        {
            pointer += "/" + name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
        }

        return pointer;
    }

    /// <summary>Goes no further (422) unless <paramref name="value"/> is there.</summary>
    public JsonPatch Test(string path, JsonNode? value) => Append("test", path, ("value", value?.DeepClone()));

    /// <summary>Sets a member, or puts an element into a list in front of the one at that place.</summary>
    public JsonPatch Add(string path, JsonNode? value) => Append("add", path, ("value", value?.DeepClone()));

    /// <summary>Sets what has to be there already.</summary>
    public JsonPatch Replace(string path, JsonNode? value) => Append("replace", path, ("value", value?.DeepClone()));

    /// <summary>Removes what has to be there.</summary>
    public JsonPatch Remove(string path) => Append("remove", path);

    /// <summary>Removes what is at <paramref name="from"/> and adds it at <paramref name="path"/>.</summary>
    public JsonPatch Move(string from, string path) => Append("move", path, ("from", from));

    /// <summary>Adds what is at <paramref name="from"/> at <paramref name="path"/> too.</summary>
    public JsonPatch Copy(string from, string path) => Append("copy", path, ("from", from));

    private JsonPatch Append(string operation, string path, params ReadOnlySpan<(string Name, JsonNode? Value)> members)
    {
        var added = new JsonObject { ["op"] = operation, ["path"] = path };
        foreach (var (name, value) in members)
        {
            added[name] = value;
        }

        _operations.Add(added);
        return this;
    }
}
