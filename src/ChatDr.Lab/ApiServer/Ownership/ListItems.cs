using System.Text.Json.Nodes;

namespace ChatDr.Lab.ApiServer.Ownership;

/// <summary>Identity of list items: <c>k:{…}</c> by key fields, <c>v:…</c> by value.</summary>
internal static class ListItems
{
    /// <summary>The path element that names an item.</summary>
    internal static string Element(JsonNode? item, MergeSchema schema)
    {
        if (schema.List == ListMerge.Set)
            return "v:" + (item?.ToJsonString(JsonNavigation.Compact) ?? "null");
        JsonObject keys = [];
        foreach (string key in schema.Keys.Order(StringComparer.Ordinal))
        {
            JsonNode? value = item.At(key)?.DeepClone() ?? (schema.KeyDefault(key) is { } text ? JsonNode.Parse(text) : null);
            if (value is not null)
                keys[key] = value;
        }

        return "k:" + keys.ToJsonString(JsonNavigation.Compact);
    }

    /// <summary>Items by their path element; of duplicates the first.</summary>
    internal static Dictionary<string, JsonNode?> ByElement(JsonArray list, MergeSchema schema)
    {
        Dictionary<string, JsonNode?> items = [];
        foreach (JsonNode? item in list)
            items.TryAdd(Element(item, schema), item);
        return items;
    }

    /// <summary>Position of the item that a path element names, or -1.</summary>
    internal static int IndexOf(JsonArray list, string element, MergeSchema schema)
    {
        for (int i = 0; i < list.Count; i++)
        {
            if (Element(list[i], schema) == element)
                return i;
        }

        return -1;
    }
}
