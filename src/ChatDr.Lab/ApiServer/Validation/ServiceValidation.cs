using System.Text.Json.Nodes;
using ChatDr.Lab.ApiServer.Errors;

namespace ChatDr.Lab.ApiServer.Validation;

/// <summary>Rules of Services (k8s.io/kubernetes <c>pkg/apis/core/validation</c>).</summary>
internal static class ServiceValidation
{
    private static readonly string[] Types = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"];
    private static readonly string[] Protocols = ["SCTP", "TCP", "UDP"];

    internal static IEnumerable<FieldError> Validate(JsonObject content, JsonObject? live)
    {
        string? old = live.Text("spec", "clusterIP");
        string? young = content.Text("spec", "clusterIP");
        string type = content.Text("spec", "type") ?? "ClusterIP";
        if (!Types.Contains(type))
            yield return FieldError.NotSupported("spec.type", $"\"{type}\"", Types);
        if (type == "ExternalName" && content.Text("spec", "externalName") is not { Length: > 0 })
            yield return FieldError.Required("spec.externalName");
        if (old is { Length: > 0 } && young is { Length: > 0 } && young != old && live.Text("spec", "type") != "ExternalName" && type != "ExternalName")
            yield return FieldError.Invalid("spec.clusterIPs[0]", $"[\"{young}\"]", "may not change once set");
        JsonNode?[] ports = [.. content.Items("spec", "ports")];
        if (ports.Length == 0 && young != "None" && type != "ExternalName")
            yield return FieldError.Required("spec.ports");
        HashSet<string> names = [];
        foreach ((int at, JsonNode? port) in ports.Index())
        {
            foreach (FieldError error in Port(port, $"spec.ports[{at}]", ports.Length > 1, names))
                yield return error;
        }

        foreach ((int at, JsonNode? port) in ports.Index())
        {
            if (ports.Take(at).Any(other => other.Number("port") == port.Number("port") && other.Text("protocol") == port.Text("protocol")))
                yield return FieldError.Duplicate($"spec.ports[{at}]", port?.ToJsonString(JsonNavigation.Compact) ?? "null");
        }
    }

    private static IEnumerable<FieldError> Port(JsonNode? port, string path, bool isNameRequired, HashSet<string> names)
    {
        string name = port.Text("name") ?? "";
        if (name.Length == 0 && isNameRequired)
            yield return FieldError.Required($"{path}.name");
        else if (name.Length > 0 && NameRules.Label(name) is { } wrong)
            yield return FieldError.Invalid($"{path}.name", $"\"{name}\"", wrong);
        else if (name.Length > 0 && !names.Add(name))
            yield return FieldError.Duplicate($"{path}.name", $"\"{name}\"");
        if (port.Number("port") is not (>= 1 and <= 65535))
            yield return FieldError.Invalid($"{path}.port", $"{port.Number("port") ?? 0}", "must be between 1 and 65535, inclusive");
        if (port.Text("protocol") is { } protocol && !Protocols.Contains(protocol))
            yield return FieldError.NotSupported($"{path}.protocol", $"\"{protocol}\"", Protocols);
        if (port.Number("targetPort") is { } target and not (>= 1 and <= 65535))
            yield return FieldError.Invalid($"{path}.targetPort", $"{target}", "must be between 1 and 65535, inclusive");
    }
}
