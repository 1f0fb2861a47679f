using System.Text.Json.Nodes;
using ChatDr.Lab.ApiServer.Resources;

namespace ChatDr.Lab.ApiServer.Writing;

/// <summary>The status that the server itself gives to a new object.</summary>
internal static class InitialStatus
{
    internal static void Set(ApiResource resource, JsonObject content, string now)
    {
        switch (resource.Storage)
        {
            case BuiltInResources.PodStorage:
                content["status"] = new JsonObject { ["phase"] = "Pending", ["qosClass"] = QualityOfService(content) };
                break;
            case BuiltInResources.NamespaceStorage:
                content["status"] = new JsonObject { ["phase"] = "Active" };
                break;
            case "/persistentvolumeclaims" or "/persistentvolumes":
                content["status"] = new JsonObject { ["phase"] = "Pending" };
                break;
            case "/services":
                content["status"] = new JsonObject { ["loadBalancer"] = new JsonObject() };
                break;
            case "apps/statefulsets":
                content["status"] = new JsonObject { ["replicas"] = 0, ["availableReplicas"] = 0 };
                break;
            case BuiltInResources.DefinitionStorage:
                content["status"] = Established(content, now);
                break;
        }
    }

    /// <summary>kubernetes.io/docs/concepts/workloads/pods/pod-qos; a pod has its requests from its limits by now.</summary>
    private static string QualityOfService(JsonObject pod)
    {
        JsonNode?[] resources = [.. pod.Items("spec", "containers").Concat(pod.Items("spec", "initContainers")).Select(container => container.At("resources"))];
        bool bounded = resources.All(amounts => amounts.At("limits", "cpu") is { } cpu && amounts.At("limits", "memory") is { } memory
            && JsonNavigation.Same(amounts.At("requests", "cpu"), cpu) && JsonNavigation.Same(amounts.At("requests", "memory"), memory));
        bool any = resources.Any(amounts => amounts.At("requests") is JsonObject { Count: > 0 } || amounts.At("limits") is JsonObject { Count: > 0 });
        return !any ? "BestEffort" : bounded ? "Guaranteed" : "Burstable";
    }

    private static JsonObject Established(JsonObject definition, string now)
    {
        JsonObject spec = definition.Child("spec");
        JsonObject names = spec.Child("names");
        string kind = names.Text("kind") ?? "";
        names.Default("singular", kind.ToLowerInvariant());
        names.Default("listKind", kind + "List");
        spec.Child("conversion").Default("strategy", "None");
        return new JsonObject
        {
            ["conditions"] = new JsonArray(
                Condition("NamesAccepted", "NoConflicts", "no conflicts found", now),
                Condition("Established", "InitialNamesAccepted", "the initial names have been accepted", now)),
            ["acceptedNames"] = names.DeepClone(),
            ["storedVersions"] = new JsonArray([.. spec.Items("versions").Where(v => v.Flag("storage")).Select(v => (JsonNode?)v.Text("name"))]),
        };
    }

    private static JsonObject Condition(string type, string reason, string message, string now) => new()
    {
        ["type"] = type,
        ["status"] = "True",
        ["lastTransitionTime"] = now,
        ["reason"] = reason,
        ["message"] = message,
    };
}
