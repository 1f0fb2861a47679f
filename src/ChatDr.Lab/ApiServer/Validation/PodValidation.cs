using System.Text.Json.Nodes;
using ChatDr.Lab.ApiServer.Errors;

namespace ChatDr.Lab.ApiServer.Validation;

/// <summary>Rules of pods and pod templates (k8s.io/kubernetes <c>pkg/apis/core/validation</c>).</summary>
internal static class PodValidation
{
    private static readonly string[] MutableInContainers = ["image"];
    private static readonly string[] Mutable = ["activeDeadlineSeconds", "tolerations", "terminationGracePeriodSeconds", "schedulingGates"];

    /// <summary>A pod's spec at a path; templates of workloads that run for ever restart always.</summary>
    internal static IEnumerable<FieldError> Spec(JsonNode? spec, string path, bool isTemplate)
    {
        HashSet<string> volumes = [];
        List<FieldError> errors = [.. Named(spec, "volumes", path, volumes)];
        if (!spec.Items("containers").Any())
            errors.Add(FieldError.Required($"{path}.containers"));
        HashSet<string> names = [];
        foreach (string member in (ReadOnlySpan<string>)["containers", "initContainers"])
        {
            errors.AddRange(Named(spec, member, path, names));
            foreach ((int at, JsonNode? container) in spec.Items(member).Index())
                errors.AddRange(Container(container, $"{path}.{member}[{at}]", volumes));
        }

        string[] policies = isTemplate ? ["Always"] : ["Always", "OnFailure", "Never"];
        if (spec.Text("restartPolicy") is { } policy && !policies.Contains(policy))
            errors.Add(FieldError.NotSupported($"{path}.restartPolicy", $"\"{policy}\"", policies));
        if (spec.Text("dnsPolicy") is { } dns and not ("ClusterFirst" or "ClusterFirstWithHostNet" or "Default" or "None"))
            errors.Add(FieldError.NotSupported($"{path}.dnsPolicy", $"\"{dns}\"", ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"]));
        return errors;
    }

    /// <summary>A running pod's spec hardly changes; binding it to a node does not count.</summary>
    internal static IEnumerable<FieldError> Update(JsonObject live, JsonObject content)
    {
        if (JsonNavigation.Same(Fixed(live), Fixed(content))
            || (live.At("spec", "nodeName") is null && JsonNavigation.Same(Fixed(live), Fixed(content, unbound: true))))
            yield break;
        yield return FieldError.Forbidden("spec",
            "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,"
            + "`spec.tolerations` (only additions to existing tolerations),"
            + "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)");
    }

    private static JsonObject Fixed(JsonObject pod, bool unbound = false)
    {
        JsonObject spec = pod.Child("spec").Copy();
        foreach (string member in Mutable)
            spec.Remove(member);
        if (unbound)
            spec.Remove("nodeName");
        foreach (JsonObject container in spec.Items("containers").Concat(spec.Items("initContainers")).OfType<JsonObject>())
        {
            foreach (string member in MutableInContainers)
                container.Remove(member);
        }

        return spec;
    }

    /// <summary>Things in a list need distinct names that are labels.</summary>
    private static IEnumerable<FieldError> Named(JsonNode? owner, string list, string path, HashSet<string> names)
    {
        foreach ((int at, JsonNode? item) in owner.Items(list).Index())
        {
            string name = item.Text("name") ?? "";
            if (name.Length == 0)
                yield return FieldError.Required($"{path}.{list}[{at}].name");
            else if (NameRules.Label(name) is { } wrong)
                yield return FieldError.Invalid($"{path}.{list}[{at}].name", $"\"{name}\"", wrong);
            else if (!names.Add(name))
                yield return FieldError.Duplicate($"{path}.{list}[{at}].name", $"\"{name}\"");
        }
    }

    private static IEnumerable<FieldError> Container(JsonNode? container, string path, HashSet<string> volumes)
    {
        if (container.Text("image") is not { Length: > 0 })
            yield return FieldError.Required($"{path}.image");
        if (container.Text("imagePullPolicy") is { } policy and not ("Always" or "Never" or "IfNotPresent"))
            yield return FieldError.NotSupported($"{path}.imagePullPolicy", $"\"{policy}\"", ["Always", "IfNotPresent", "Never"]);
        foreach ((int at, JsonNode? port) in container.Items("ports").Index())
        {
            if (port.Number("containerPort") is null or 0)
                yield return FieldError.Required($"{path}.ports[{at}].containerPort");
            else if (port.Number("containerPort") is < 1 or > 65535)
                yield return FieldError.Invalid($"{path}.ports[{at}].containerPort", $"{port.Number("containerPort")}",
                    "must be between 1 and 65535, inclusive");
        }

        foreach ((int at, JsonNode? variable) in container.Items("env").Index())
        {
            string name = variable.Text("name") ?? "";
            if (name.Length == 0)
                yield return FieldError.Required($"{path}.env[{at}].name");
            else if (NameRules.Variable(name) is { } wrong)
                yield return FieldError.Invalid($"{path}.env[{at}].name", $"\"{name}\"", wrong);
        }

        foreach ((int at, JsonNode? mount) in container.Items("volumeMounts").Index())
        {
            string name = mount.Text("name") ?? "";
            if (name.Length == 0)
                yield return FieldError.Required($"{path}.volumeMounts[{at}].name");
            else if (!volumes.Contains(name))
                yield return FieldError.NotFound($"{path}.volumeMounts[{at}].name", $"\"{name}\"");
            if (mount.Text("mountPath") is not { Length: > 0 })
                yield return FieldError.Required($"{path}.volumeMounts[{at}].mountPath");
        }
    }
}
