using System.Text.Json.Nodes;
using ChatDr.Lab.ApiServer.Resources;

namespace ChatDr.Lab.ApiServer.Http;

/// <summary>The autoscaling/v1 <c>Scale</c> of an object.</summary>
internal static class Scale
{
    internal static JsonObject Of(JsonObject scaled, ScalePaths paths)
    {
        JsonObject metadata = [];
        foreach (string name in (ReadOnlySpan<string>)["name", "namespace", "uid", "resourceVersion", "creationTimestamp"])
            metadata[name] = scaled.At("metadata", name)?.DeepClone();
        IEnumerable<string> labels = (scaled.At("spec", "selector", "matchLabels") as JsonObject ?? []).Select(label => $"{label.Key}={label.Value.Text()}");
        return new JsonObject
        {
            ["kind"] = "Scale",
            ["apiVersion"] = "autoscaling/v1",
            ["metadata"] = metadata,
            ["spec"] = new JsonObject { ["replicas"] = scaled.Number(paths.Spec) ?? 0 },
            ["status"] = new JsonObject
            {
                ["replicas"] = scaled.Number(paths.Status) ?? 0,
                ["selector"] = paths.Selector is { } path ? scaled.Text(path) ?? "" : string.Join(',', labels),
            },
        };
    }

    /// <summary>Carries a changed Scale's replicas and resourceVersion into the object.</summary>
    internal static JsonObject Into(JsonObject scaled, JsonObject scale, ScalePaths paths)
    {
        JsonObject owner = paths.Spec[..^1].Aggregate(scaled, (parent, name) => parent.Child(name));
        owner[paths.Spec[^1]] = scale.Number("spec", "replicas") ?? 0;
        if (scale.Text("metadata", "resourceVersion") is { Length: > 0 } version)
            scaled.Child("metadata")["resourceVersion"] = version;
        return scaled;
    }
}
