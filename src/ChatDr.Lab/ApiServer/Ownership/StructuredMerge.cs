using System.Text.Json.Nodes;

namespace ChatDr.Lab.ApiServer.Ownership;

/// <summary>Overlays an applied configuration on a live object: objects member by member, keyed lists item by item, the rest as a whole.</summary>
internal static class StructuredMerge
{
    /// <summary>The merged value, a new tree.</summary>
    internal static JsonNode? Merge(JsonNode? live, JsonNode? applied, MergeSchema schema)
    {
        if (live is JsonObject liveMap && applied is JsonObject appliedMap && !schema.IsAtomicMap)
            return MergeMaps(liveMap, appliedMap, schema);
        if (live is JsonArray liveList && applied is JsonArray appliedList && schema.List != ListMerge.Atomic)
            return MergeLists(liveList, appliedList, schema);
        return applied?.DeepClone();
    }

    private static JsonObject MergeMaps(JsonObject live, JsonObject applied, MergeSchema schema)
    {
        JsonObject merged = live.Copy();
        foreach ((string name, JsonNode? value) in applied)
            merged[name] = live[name] is { } old ? Merge(old, value, schema.Member(name)) : value?.DeepClone();
        return merged;
    }

    private static JsonArray MergeLists(JsonArray live, JsonArray applied, MergeSchema schema)
    {
        Dictionary<string, JsonNode?> liveItems = ListItems.ByElement(live, schema);
        Dictionary<string, JsonNode?> appliedItems = ListItems.ByElement(applied, schema);
        JsonArray merged = [];
        foreach ((string element, JsonNode? item) in liveItems)
        {
            merged.Add(appliedItems.TryGetValue(element, out JsonNode? overlay)
                ? Merge(item, overlay, schema.Item)
                : item?.DeepClone());
        }

        foreach ((string element, JsonNode? item) in appliedItems)
        {
            if (!liveItems.ContainsKey(element))
                merged.Add(item?.DeepClone());
        }

        return merged;
    }
}
