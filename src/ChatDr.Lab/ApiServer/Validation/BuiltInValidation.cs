using System.Text.Json.Nodes;
using ChatDr.Lab.ApiServer.Errors;
using ChatDr.Lab.ApiServer.Resources;

namespace ChatDr.Lab.ApiServer.Validation;

/// <summary>The rules of built-in kinds that people and controllers run into, in the words of a real server.</summary>
internal static class BuiltInValidation
{
    private static readonly string[] StatefulSetMutable =
        ["replicas", "ordinals", "template", "updateStrategy", "persistentVolumeClaimRetentionPolicy", "minReadySeconds", "revisionHistoryLimit"];

    /// <summary>What is wrong with an object that has its defaults; <paramref name="live"/> is null on creation.</summary>
    internal static IEnumerable<FieldError> Validate(ApiResource resource, JsonObject content, JsonObject? live) => resource.Storage switch
    {
        BuiltInResources.PodStorage => PodValidation.Spec(content.At("spec"), "spec", isTemplate: false)
            .Concat(live is null ? [] : PodValidation.Update(live, content)),
        "apps/statefulsets" => Workload(content).Concat(StatefulSet(content, live)),
        "apps/deployments" or "apps/replicasets" => Workload(content).Concat(Selector(content, live)),
        "/services" => ServiceValidation.Validate(content, live),
        "/configmaps" => Keys(content, "data").Concat(Keys(content, "binaryData")).Concat(Immutable(content, live)),
        "/secrets" => Keys(content, "data").Concat(SecretType(content, live)).Concat(Immutable(content, live)),
        "/persistentvolumeclaims" => Claim(content, live),
        "coordination.k8s.io/leases" when content.Number("spec", "leaseDurationSeconds") is <= 0 and var seconds =>
            [FieldError.Invalid("spec.leaseDurationSeconds", $"{seconds}", "must be greater than 0")],
        BuiltInResources.DefinitionStorage => Definition(content),
        _ => [],
    };

    private static IEnumerable<FieldError> Workload(JsonObject content)
    {
        if (content.Number("spec", "replicas") is < 0 and var replicas)
            yield return FieldError.Invalid("spec.replicas", $"{replicas}", "must be greater than or equal to 0");
        if (content.At("spec", "selector") is null)
            yield return FieldError.Required("spec.selector");
        foreach ((string key, JsonNode? value) in content.At("spec", "selector", "matchLabels") as JsonObject ?? [])
        {
            if (!JsonNavigation.Same(content.At("spec", "template", "metadata", "labels", key), value))
            {
                yield return FieldError.Invalid("spec.template.metadata.labels",
                    content.At("spec", "template", "metadata", "labels")?.ToJsonString(JsonNavigation.Compact) ?? "null",
                    "`selector` does not match template `labels`");
                break;
            }
        }

        foreach (FieldError error in PodValidation.Spec(Template(content), "spec.template.spec", isTemplate: true))
            yield return error;
    }

    /// <summary>A template's pod spec, with the volumes that a StatefulSet makes of its claims.</summary>
    private static JsonNode? Template(JsonObject content)
    {
        JsonNode? spec = content.At("spec", "template", "spec");
        if (spec is not JsonObject || !content.Items("spec", "volumeClaimTemplates").Any())
            return spec;
        JsonObject whole = (JsonObject)spec.DeepClone();
        HashSet<string?> own = [.. whole.Items("volumes").Select(volume => volume.Text("name"))];
        whole["volumes"] = new JsonArray([.. whole.Items("volumes").Select(volume => volume?.DeepClone()), .. content.Items("spec", "volumeClaimTemplates")
            .Select(claim => claim.Text("metadata", "name")).Where(name => !own.Contains(name)).Select(name => new JsonObject { ["name"] = name })]);
        return whole;
    }

    private static IEnumerable<FieldError> StatefulSet(JsonObject content, JsonObject? live)
    {
        if (live.At("spec") is not JsonObject old || content["spec"] is not JsonObject young)
            yield break;
        if (young.Any(member => !StatefulSetMutable.Contains(member.Key) && !JsonNavigation.Same(old[member.Key], member.Value)))
        {
            yield return FieldError.Forbidden("spec",
                "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', " +
                "'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden");
        }
    }

    private static IEnumerable<FieldError> Selector(JsonObject content, JsonObject? live)
    {
        if (live is not null && !JsonNavigation.Same(live.At("spec", "selector"), content.At("spec", "selector")))
            yield return FieldError.Invalid("spec.selector", content.At("spec", "selector")?.ToJsonString(JsonNavigation.Compact) ?? "null",
                "field is immutable");
    }

    private static IEnumerable<FieldError> Keys(JsonObject content, string member)
    {
        foreach ((string key, _) in content[member] as JsonObject ?? [])
        {
            if (NameRules.ConfigKey(key) is { } wrong)
                yield return FieldError.Invalid($"{member}[{key}]", $"\"{key}\"", wrong);
        }
    }

    private static IEnumerable<FieldError> Immutable(JsonObject content, JsonObject? live)
    {
        const string Why = "field is immutable when `immutable` is set";
        if (!live.Flag("immutable"))
            yield break;
        if (!content.Flag("immutable"))
            yield return FieldError.Forbidden("immutable", Why);
        foreach (string member in (string[])["data", "binaryData"])
        {
            if (!JsonNavigation.Same(live.At(member), content[member]))
                yield return FieldError.Forbidden(member, Why);
        }
    }

    private static IEnumerable<FieldError> SecretType(JsonObject content, JsonObject? live)
    {
        string? type = content.Text("type");
        if (live is not null && live.Text("type") != type)
            yield return FieldError.Invalid("type", $"\"{type}\"", "field is immutable");
        string[] required = type switch
        {
            "kubernetes.io/tls" => ["tls.crt", "tls.key"],
            "kubernetes.io/dockerconfigjson" => [".dockerconfigjson"],
            "kubernetes.io/ssh-auth" => ["ssh-privatekey"],
            _ => [],
        };
        foreach (string key in required.Where(key => content.At("data", key) is null))
            yield return FieldError.Required($"data[{key}]");
    }

    private static IEnumerable<FieldError> Claim(JsonObject content, JsonObject? live)
    {
        if (!content.Items("spec", "accessModes").Any())
            yield return FieldError.Required("spec.accessModes", "at least 1 access mode is required");
        if (content.At("spec", "resources", "requests", "storage") is null)
            yield return FieldError.Required("spec.resources[storage]");
        if (live is not null && !JsonNavigation.Same(Fixed(live), Fixed(content)))
            yield return FieldError.Forbidden("spec",
                "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims");

        JsonObject Fixed(JsonObject claim)
        {
            JsonObject spec = claim.Child("spec").Copy();
            spec.Remove("volumeAttributesClassName");
            if (live.Text("spec", "volumeName") is null)
                spec.Remove("volumeName");
            if (live.Text("status", "phase") == "Bound")
                spec.Child("resources").Remove("requests");
            return spec;
        }
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
