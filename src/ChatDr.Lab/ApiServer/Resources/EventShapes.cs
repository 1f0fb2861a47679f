using System.Text.Json.Nodes;

namespace ChatDr.Lab.ApiServer.Resources;

/// <summary>
/// An event in its two shapes: core/v1, in which it is stored, and events.k8s.io/v1 (the field pairs of <c>pkg/apis/events/v1/conversion.go</c>).
/// </summary>
internal static class EventShapes
{
    private static readonly (string Core, string New)[] Pairs =
    [
        ("involvedObject", "regarding"), ("message", "note"), ("source", "deprecatedSource"), ("firstTimestamp", "deprecatedFirstTimestamp"),
        ("lastTimestamp", "deprecatedLastTimestamp"), ("count", "deprecatedCount"), ("reportingComponent", "reportingController"),
    ];

    /// <summary>From the stored core/v1 shape to events.k8s.io/v1.</summary>
    internal static JsonObject ToNew(JsonObject core) => Rename(core, "events.k8s.io/v1", core: true);

    /// <summary>From events.k8s.io/v1 to the stored core/v1 shape. A real server serves both timestamps there too, as null.</summary>
    internal static JsonObject ToCore(JsonObject young)
    {
        JsonObject core = Rename(young, "v1", core: false);
        core.TryAdd("firstTimestamp", null);
        core.TryAdd("lastTimestamp", null);
        return core;
    }

    private static JsonObject Rename(JsonObject source, string apiVersion, bool core)
    {
        JsonObject target = source.Copy();
        target["apiVersion"] = apiVersion;
        foreach ((string coreName, string newName) in Pairs)
        {
            (string from, string to) = core ? (coreName, newName) : (newName, coreName);
            if (target.Remove(from, out JsonNode? value) && value is not null)
                target[to] = value;
        }

        return target;
    }
}
