using System.Text.Json.Nodes;

namespace ChatDr.Lab.ApiServer.Http;

/// <summary>The autoscaling/v1 <c>Scale</c> of a workload.</summary>
internal static class Scale
{
    internal static JsonObject Of(JsonObject workload)
    {
        JsonObject metadata = [];
        foreach (string name in (ReadOnlySpan<string>)["name", "namespace", "uid", "resourceVersion", "creationTimestamp"])
            metadata[name] = workload.At("metadata", name)?.DeepClone();
        IEnumerable<string> labels = (workload.At("spec", "selector", "matchLabels") as JsonObject ?? []).Select(label => $"{label.Key}={label.Value.Text()}");
        return new JsonObject
        {
            ["kind"] = "Scale",
            ["apiVersion"] = "autoscaling/v1",
            ["metadata"] = metadata,
            ["spec"] = new JsonObject { ["replicas"] = workload.Number("spec", "replicas") ?? 0 },
            ["status"] = new JsonObject { ["replicas"] = workload.Number("status", "replicas") ?? 0, ["selector"] = string.Join(',', labels) },
        };
    }

    /// <summary>Carries a changed Scale's replicas and resourceVersion into the workload.</summary>
    internal static JsonObject Into(JsonObject workload, JsonObject scale)
    {
        workload.Child("spec")["replicas"] = scale.Number("spec", "replicas") ?? 0;
        if (scale.Text("metadata", "resourceVersion") is { Length: > 0 } version)
            workload.Child("metadata")["resourceVersion"] = version;
        return workload;
    }
}
