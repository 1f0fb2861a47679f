using System.Text.Json.Nodes;
using ChatDr.Lab.ApiServer.Errors;
using ChatDr.Lab.ApiServer.Resources;

namespace ChatDr.Lab.ApiServer.Writing;

/// <summary>The few rules of built-in kinds whose breach would otherwise surface far from its cause.</summary>
internal static class BuiltInValidation
{
    private static readonly string[] StatefulSetMutable =
        ["replicas", "ordinals", "template", "updateStrategy", "persistentVolumeClaimRetentionPolicy", "minReadySeconds", "revisionHistoryLimit"];

    internal static IEnumerable<FieldError> Validate(ApiResource resource, JsonObject content, JsonObject? live) => resource.Storage switch
    {
        "/pods" => PodSpec(content.At("spec"), "spec"),
        "apps/statefulsets" => Workload(content).Concat(StatefulSet(content, live)),
        "apps/deployments" or "apps/replicasets" => Workload(content),
        "/services" => Service(content, live),
        BuiltInResources.DefinitionStorage => Definition(content),
        _ => [],
    };

    private static IEnumerable<FieldError> Workload(JsonObject content)
    {
        if (content.At("spec", "selector") is null)
            yield return FieldError.Required("spec.selector");
        if (content.Number("spec", "replicas") is < 0 and var replicas)
            yield return FieldError.Invalid("spec.replicas", $"{replicas}", "must be greater than or equal to 0");
        foreach ((string key, JsonNode? value) in content.At("spec", "selector", "matchLabels") as JsonObject ?? [])
        {
            if (!JsonNavigation.Same(content.At("spec", "template", "metadata", "labels", key), value))
            {
                yield return FieldError.Invalid("spec.template.metadata.labels",
                    content.At("spec", "template", "metadata", "labels")?.ToJsonString(JsonNavigation.Compact) ?? "null", "`selector` does not match template `labels`");
                break;
            }
        }

        foreach (FieldError error in PodSpec(content.At("spec", "template", "spec"), "spec.template.spec"))
            yield return error;
    }

    private static IEnumerable<FieldError> PodSpec(JsonNode? spec, string path)
    {
        if (!spec.Items("containers").Any())
            yield return FieldError.Required($"{path}.containers");
        int index = 0;
        foreach (JsonNode? container in spec.Items("containers"))
        {
            if (container.Text("name") is not { Length: > 0 })
                yield return FieldError.Required($"{path}.containers[{index}].name");
            if (container.Text("image") is not { Length: > 0 } && path != "spec.template.spec")
                yield return FieldError.Required($"{path}.containers[{index}].image");
            index++;
        }
    }

    private static IEnumerable<FieldError> StatefulSet(JsonObject content, JsonObject? live)
    {
        if (live.At("spec") is not JsonObject old || content["spec"] is not JsonObject young)
            yield break;
        bool changed = young.Any(member => old.ContainsKey(member.Key) && !StatefulSetMutable.Contains(member.Key)
            && member.Key != "volumeClaimTemplates" && !JsonNavigation.Same(old[member.Key], member.Value));
        if (changed)
        {
            yield return FieldError.Forbidden("spec",
                "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden");
        }
    }

    private static IEnumerable<FieldError> Service(JsonObject content, JsonObject? live)
    {
        string? old = live.Text("spec", "clusterIP");
        string? young = content.Text("spec", "clusterIP");
        if (old is not null && young is { Length: > 0 } && young != old)
            yield return FieldError.Invalid("spec.clusterIPs[0]", $"[\"{young}\"]", "may not change once set");
        if (!content.Items("spec", "ports").Any() && young != "None" && content.Text("spec", "type") != "ExternalName")
            yield return FieldError.Required("spec.ports");
    }

    private static IEnumerable<FieldError> Definition(JsonObject content)
    {
        string expected = $"{content.Text("spec", "names", "plural")}.{content.Text("spec", "group")}";
        if (content.Text("metadata", "name") is var name && name != expected)
            yield return FieldError.Invalid("metadata.name", $"\"{name}\"", $"must be spec.names.plural+\".\"+spec.group");
        if (content.Items("spec", "versions").Count(version => version.Flag("storage")) != 1)
            yield return FieldError.Invalid("spec.versions", "[]", "must have exactly one version marked as storage version");
    }
}
