using System.Text.Json.Nodes;
using ChatDr.Lab.ApiServer.Ownership;

namespace ChatDr.Lab.ApiServer.Patching;

/// <summary>Strategic merge patch of built-in kinds: lists of named things merge by their key, with the <c>$</c> directives that kubectl sends.</summary>
internal static class StrategicMergePatch
{
    private const string DeletePrimitives = "$deleteFromPrimitiveList/";
    private const string ElementOrder = "$setElementOrder/";

    /// <summary>The patched object, a new tree.</summary>
    internal static JsonObject Apply(JsonObject target, JsonObject patch, MergeSchema schema) => MergeMaps(target, patch, schema);

    private static JsonObject MergeMaps(JsonObject target, JsonObject patch, MergeSchema schema)
    {
        if (patch.Text("$patch") == "replace")
        {
            JsonObject whole = patch.Copy();
            whole.Remove("$patch");
            return whole;
        }

        JsonObject result = patch.Text("$patch") == "delete" ? [] : target.Copy();
        RetainOnly(result, patch.At("$retainKeys") as JsonArray);
        foreach ((string name, JsonNode? change) in patch)
        {
            if (name.StartsWith(DeletePrimitives, StringComparison.Ordinal))
                DeleteFrom(result[name[DeletePrimitives.Length..]] as JsonArray, change as JsonArray);
            else if (name[0] != '$')
                MergeMember(result, name, change, schema.Member(name));
        }

        foreach ((string name, JsonNode? order) in patch)
        {
            if (name.StartsWith(ElementOrder, StringComparison.Ordinal) && name[ElementOrder.Length..] is var list
                && result[list] is JsonArray merged && schema.Member(list) is { MergesInPatch: true } listSchema)
                result[list] = Arrange(merged, order as JsonArray ?? [], target[list] as JsonArray ?? [], listSchema.PatchKey);
        }

        return result;
    }

    private static void MergeMember(JsonObject result, string name, JsonNode? change, MergeSchema schema)
    {
        if (change is null)
            result.Remove(name);
        else if (change is JsonObject map)
            result[name] = MergeMaps(result[name] as JsonObject ?? [], map, schema);
        else if (change is JsonArray list && schema.MergesInPatch)
            result[name] = MergeLists(result[name] as JsonArray ?? [], list, schema);
        else
            result[name] = change.DeepClone();
    }

    private static JsonArray MergeLists(JsonArray target, JsonArray patch, MergeSchema schema)
    {
        if (schema.PatchKey is not { } key)
            return Arrange(target.Concat(patch).DistinctBy(item => item?.ToJsonString()), patch, target, null);
        bool replace = patch.Any(item => item.Text("$patch") == "replace");
        List<JsonNode?> items = replace ? [] : [.. target.Select(item => item?.DeepClone())];
        foreach (JsonObject change in patch.OfType<JsonObject>())
        {
            int at = items.FindIndex(item => JsonNavigation.Same(item.At(key), change.At(key)));
            if (change.Text("$patch") == "delete")
            {
                if (at >= 0)
                    items.RemoveAt(at);
            }
            else if (change.Text("$patch") == "replace")
            {
                continue;
            }
            else if (at >= 0)
            {
                items[at] = MergeMaps((JsonObject)items[at]!, change, schema.Item);
            }
            else
            {
                items.Add(MergeMaps([], change, schema.Item));
            }
        }

        return Arrange(items, patch, target, key);
    }

    /// <summary>
    /// What the patch names comes in the patch's order, the rest in the order that it had;
    /// where the two meet, they keep the order that they had to each other, and what is new
    /// comes first (<c>normalizeElementOrder</c> in apimachinery <c>pkg/util/strategicpatch</c>).
    /// </summary>
    private static JsonArray Arrange(IEnumerable<JsonNode?> merged, JsonArray order, JsonArray before, string? key)
    {
        ILookup<bool, JsonNode?> items = merged.ToLookup(item => IndexOf(order, item, key) >= 0);
        Queue<JsonNode?> named = new(items[true].OrderBy(item => IndexOf(order, item, key)));
        Queue<JsonNode?> others = new(items[false].OrderBy(item => IndexOf(before, item, key)));
        JsonArray arranged = [];
        while (named.Count > 0 || others.Count > 0)
        {
            bool takesOther = others.Count > 0 && (named.Count == 0 || Precedes(others.Peek(), named.Peek(), before, key));
            arranged.Add((takesOther ? others : named).Dequeue()?.DeepClone());
        }

        return arranged;
    }

    private static bool Precedes(JsonNode? first, JsonNode? second, JsonArray before, string? key) =>
        IndexOf(before, first, key) is >= 0 and var at && IndexOf(before, second, key) is >= 0 and var other && at < other;

    private static int IndexOf(JsonArray list, JsonNode? item, string? key)
    {
        for (int i = 0; i < list.Count; i++)
        {
            if (key is null ? JsonNavigation.Same(list[i], item) : JsonNavigation.Same(list[i].At(key), item.At(key)))
                return i;
        }

        return -1;
    }

    private static void RetainOnly(JsonObject map, JsonArray? retained)
    {
        if (retained is null)
            return;
        HashSet<string> keys = [.. retained.Select(key => key.Text()).OfType<string>()];
        foreach (string name in map.Select(member => member.Key).Where(name => !keys.Contains(name)).ToArray())
            map.Remove(name);
    }

    private static void DeleteFrom(JsonArray? list, JsonArray? values)
    {
        foreach (JsonNode? value in values ?? [])
        {
            for (int i = (list?.Count ?? 0) - 1; i >= 0; i--)
            {
                if (JsonNavigation.Same(list![i], value))
                    list.RemoveAt(i);
            }
        }
    }
}
