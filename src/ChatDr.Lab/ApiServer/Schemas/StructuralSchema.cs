using System.Text.Json.Nodes;

namespace ChatDr.Lab.ApiServer.Schemas;

/// <summary>Defaulting and pruning by a structural schema (kubernetes.io/docs "Custom resource definitions": structural schema, pruning, defaulting).</summary>
internal static class StructuralSchema
{
    /// <summary>Fills in defaults of absent members, inside present objects and items.</summary>
    internal static void Default(JsonNode? value, JsonObject? schema)
    {
        switch (value)
        {
            case JsonObject map:
                foreach ((string name, JsonNode? member) in schema.At("properties") as JsonObject ?? [])
                {
                    if (!map.ContainsKey(name) && member.At("default") is { } @default)
                        map[name] = @default.DeepClone();
                    else if (map.ContainsKey(name) && map[name] is null && !member.Flag("nullable"))
                        ReplaceNull(map, name, member);
                }

                foreach ((string name, JsonNode? member) in map)
                    Default(member, Member(schema, name));
                break;
            case JsonArray list:
                foreach (JsonNode? item in list)
                    Default(item, Items(schema));
                break;
        }
    }

    /// <summary>Removes members that the schema, or for metadata that of all kinds, does not name; returns their paths.</summary>
    internal static IReadOnlyList<string> Prune(JsonObject root, JsonObject schema)
    {
        List<string> pruned = [];
        foreach (string name in root.Select(member => member.Key).ToArray())
        {
            if (name == "metadata")
                PruneValue(root[name], BuiltInSchemas.ObjectMeta, name, pruned);
            else if (name is not ("apiVersion" or "kind"))
                PruneMember(root, name, schema, "", pruned);
        }

        return pruned;
    }

    /// <summary>Schema of a member: named, or that of additional properties; null when nothing is known of it.</summary>
    internal static JsonObject? Member(JsonObject? schema, string name) =>
        BuiltInSchemas.Resolve(schema.At("properties", name) ?? schema.At("additionalProperties"));

    /// <summary>Schema of a list's items; null when nothing is known of them.</summary>
    internal static JsonObject? Items(JsonObject? schema) => BuiltInSchemas.Resolve(schema.At("items"));

    private static void ReplaceNull(JsonObject map, string name, JsonNode? schema)
    {
        if (schema.At("default") is { } @default)
            map[name] = @default.DeepClone();
        else
            map.Remove(name);
    }

    private static void PruneMember(JsonObject map, string name, JsonObject schema, string path, List<string> pruned)
    {
        string memberPath = path.Length == 0 ? name : $"{path}.{name}";
        if (Member(schema, name) is { } member)
        {
            PruneValue(map[name], member, memberPath, pruned);
        }
        else if (!schema.Flag("x-kubernetes-preserve-unknown-fields") && !schema.Flag("additionalProperties"))
        {
            map.Remove(name);
            pruned.Add(memberPath);
        }
    }

    private static void PruneValue(JsonNode? value, JsonObject schema, string path, List<string> pruned)
    {
        switch (value)
        {
            case JsonObject map:
                foreach (string name in map.Select(member => member.Key).ToArray())
                {
                    if (!(schema.Flag("x-kubernetes-embedded-resource") && name is ("apiVersion" or "kind" or "metadata")))
                        PruneMember(map, name, schema, path, pruned);
                }

                break;
            case JsonArray list when Items(schema) is { } items:
                for (int i = 0; i < list.Count; i++)
                    PruneValue(list[i], items, $"{path}[{i}]", pruned);
                break;
        }
    }
}
