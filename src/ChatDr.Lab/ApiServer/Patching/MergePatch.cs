using System.Text.Json.Nodes;

namespace ChatDr.Lab.ApiServer.Patching;

/// <summary>JSON merge patch (RFC 7386).</summary>
internal static class MergePatch
{
    /// <summary>The patched value, a new tree.</summary>
    internal static JsonNode? Apply(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject changes)
            return patch?.DeepClone();
        JsonObject result = (target as JsonObject)?.Copy() ?? [];
        foreach ((string name, JsonNode? change) in changes)
        {
            if (change is null)
                result.Remove(name);
            else
                result[name] = Apply(result[name], change);
        }

        return result;
    }
}
