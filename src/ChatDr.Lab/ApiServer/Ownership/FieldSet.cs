using System.Text.Json;
using System.Text.Json.Nodes;

namespace ChatDr.Lab.ApiServer.Ownership;

/// <summary>
/// A set of field paths as a tree: the <c>fieldsV1</c> of managedFields. Path elements are written as there: <c>f:name</c>, <c>k:{"key":"value"}</c>,
/// <c>v:scalar</c>.
/// </summary>
internal sealed class FieldSet
{
    private readonly SortedDictionary<string, FieldSet> _children = new(StringComparer.Ordinal);

    /// <summary>Whether the path that leads here is itself in the set.</summary>
    internal bool IsMember { get; private set; }

    internal IReadOnlyDictionary<string, FieldSet> Children => _children;

    internal bool IsEmpty => !IsMember && _children.Count == 0;

    /// <summary>Every field that a value sets.</summary>
    internal static FieldSet Of(JsonNode? value, MergeSchema schema)
    {
        FieldSet set = new();
        set.Collect(value, schema);
        return set;
    }

    /// <summary>The fields that differ between two values: added, changed or removed.</summary>
    internal static FieldSet Changed(JsonNode? before, JsonNode? after, MergeSchema schema)
    {
        FieldSet changed = new();
        changed.Compare(before, after, schema);
        return changed;
    }

    internal static FieldSet Parse(JsonNode? fieldsV1)
    {
        FieldSet set = new();
        foreach ((string name, JsonNode? value) in fieldsV1 as JsonObject ?? [])
        {
            if (name == ".")
            {
                set.IsMember = true;
                continue;
            }

            FieldSet child = Parse(value);
            if (child._children.Count == 0)
                child.IsMember = true;
            set._children[name] = child;
        }

        return set;
    }

    internal JsonObject ToJson()
    {
        JsonObject json = [];
        if (IsMember && _children.Count > 0)
            json["."] = new JsonObject();
        foreach ((string name, FieldSet child) in _children)
            json[name] = child.ToJson();
        return json;
    }

    internal FieldSet Union(FieldSet other)
    {
        FieldSet result = new() { IsMember = IsMember || other.IsMember };
        foreach ((string name, FieldSet child) in _children)
            result._children[name] = other._children.TryGetValue(name, out FieldSet? twin) ? child.Union(twin) : child;
        foreach ((string name, FieldSet child) in other._children)
            result._children.TryAdd(name, child);
        return result;
    }

    internal FieldSet Except(FieldSet other)
    {
        FieldSet result = new() { IsMember = IsMember && !other.IsMember };
        foreach ((string name, FieldSet child) in _children)
            result.Keep(name, other._children.TryGetValue(name, out FieldSet? twin) ? child.Except(twin) : child);
        return result;
    }

    internal FieldSet Intersect(FieldSet other)
    {
        FieldSet result = new() { IsMember = IsMember && other.IsMember };
        foreach ((string name, FieldSet child) in _children)
        {
            if (other._children.TryGetValue(name, out FieldSet? twin))
                result.Keep(name, child.Intersect(twin));
        }

        return result;
    }

    /// <summary>The set without these top-level paths, e.g. what a server never lets anyone own.</summary>
    internal FieldSet Without(params ReadOnlySpan<string[]> paths)
    {
        FieldSet result = this;
        foreach (string[] path in paths)
            result = result.Except(Path(path));
        return result;
    }

    /// <summary>Paths in the words of a conflict message, e.g. <c>.spec.containers[name="a"].image</c>.</summary>
    internal IEnumerable<string> Describe(string prefix = "")
    {
        if (IsMember)
            yield return prefix;
        foreach ((string name, FieldSet child) in _children)
        {
            foreach (string path in child.Describe(prefix + DescribeElement(name)))
                yield return path;
        }
    }

    /// <summary>Removes from a value every field of this set, unless <paramref name="keep"/> has it or something below it.</summary>
    internal void RemoveFrom(JsonNode? value, FieldSet keep, MergeSchema schema)
    {
        foreach ((string element, FieldSet child) in _children)
        {
            FieldSet kept = keep._children.GetValueOrDefault(element) ?? new FieldSet();
            if (element.StartsWith("f:", StringComparison.Ordinal) && value is JsonObject map)
                RemoveMember(map, element[2..], child, kept, schema);
            else if (value is JsonArray list)
                RemoveItem(list, element, child, kept, schema);
        }
    }

    private static void RemoveMember(JsonObject map, string name, FieldSet child, FieldSet kept, MergeSchema schema)
    {
        if (child.IsMember && kept.IsEmpty)
        {
            map.Remove(name);
            return;
        }

        child.RemoveFrom(map[name], kept, schema.Member(name));
        bool emptied = map[name] is JsonObject { Count: 0 } or JsonArray { Count: 0 };
        if (emptied && kept.IsEmpty)
            map.Remove(name);
    }

    private static void RemoveItem(JsonArray list, string element, FieldSet child, FieldSet kept, MergeSchema schema)
    {
        int index = ListItems.IndexOf(list, element, schema);
        if (index < 0)
            return;
        if (child.IsMember && kept.IsEmpty)
            list.RemoveAt(index);
        else
            child.RemoveFrom(list[index], kept, schema.Item);
    }

    private static FieldSet Path(ReadOnlySpan<string> names)
    {
        FieldSet set = new();
        if (names.Length == 0)
            set.IsMember = true;
        else
            set._children["f:" + names[0]] = Path(names[1..]);
        return set;
    }

    private static string DescribeElement(string element)
    {
        if (element.StartsWith("f:", StringComparison.Ordinal))
            return "." + element[2..];
        if (element.StartsWith("v:", StringComparison.Ordinal))
            return $"[={element[2..]}]";
        JsonObject keys = (JsonObject)JsonNode.Parse(element[2..])!;
        return $"[{string.Join(",", keys.Select(key => $"{key.Key}={key.Value?.ToJsonString()}"))}]";
    }

    private void Keep(string name, FieldSet child)
    {
        if (!child.IsEmpty)
            _children[name] = child;
    }

    private void Collect(JsonNode? value, MergeSchema schema)
    {
        switch (value)
        {
            case JsonObject { Count: > 0 } map when !schema.IsAtomicMap:
                foreach ((string name, JsonNode? member) in map)
                    Child("f:" + name).Collect(member, schema.Member(name));
                break;
            case JsonArray list when schema.List != ListMerge.Atomic:
                IsMember = list.Count == 0;
                foreach (JsonNode? item in list)
                    Child(ListItems.Element(item, schema)).CollectItem(item, schema);
                break;
            default:
                IsMember = true;
                break;
        }
    }

    private void CollectItem(JsonNode? item, MergeSchema schema)
    {
        if (schema.List == ListMerge.Map)
            Collect(item, schema.Item);
        IsMember = true;
    }

    private void Compare(JsonNode? before, JsonNode? after, MergeSchema schema)
    {
        if (JsonNavigation.Same(before, after))
            return;
        if (before is JsonObject or null && after is JsonObject or null && !schema.IsAtomicMap && (before, after) is not (null, null))
        {
            CompareMaps(before as JsonObject ?? [], after as JsonObject ?? [], schema);
            IsMember = (before as JsonObject)?.Count is null or 0 && (after as JsonObject)?.Count is null or 0;
        }
        else if (before is JsonArray or null && after is JsonArray or null && schema.List != ListMerge.Atomic)
        {
            CompareLists(before as JsonArray ?? [], after as JsonArray ?? [], schema);
        }
        else
        {
            IsMember = true;
        }
    }

    private void CompareMaps(JsonObject before, JsonObject after, MergeSchema schema)
    {
        foreach (string name in before.Select(m => m.Key).Union(after.Select(m => m.Key)))
        {
            FieldSet child = new();
            child.Compare(before[name], after[name], schema.Member(name));
            Keep("f:" + name, child);
        }
    }

    private void CompareLists(JsonArray before, JsonArray after, MergeSchema schema)
    {
        Dictionary<string, JsonNode?> old = ListItems.ByElement(before, schema);
        Dictionary<string, JsonNode?> young = ListItems.ByElement(after, schema);
        foreach (string element in old.Keys.Union(young.Keys))
        {
            FieldSet child = new();
            bool both = old.ContainsKey(element) && young.ContainsKey(element);
            if (schema.List == ListMerge.Map)
                child.Compare(old.GetValueOrDefault(element), young.GetValueOrDefault(element), schema.Item);
            child.IsMember |= !both;
            Keep(element, child);
        }
    }

    private FieldSet Child(string element)
    {
        if (!_children.TryGetValue(element, out FieldSet? child))
            _children[element] = child = new FieldSet();
        return child;
    }
}
