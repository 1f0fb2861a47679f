using System.Text;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Lab.Node;

/// <summary>A container's environment variables, or what they wait for.</summary>
/// <param name="Variables">By name.</param>
/// <param name="Problem">The reference that leads nowhere, as a kubelet words it; null when all were found.</param>
internal sealed record ContainerEnvironment(IReadOnlyDictionary<string, string> Variables, string? Problem)
{
    /// <summary>
    /// Reads <c>envFrom</c>, then <c>env</c> in order; <c>$(NAME)</c> stands for a variable that was defined before, <c>$$</c> for a dollar sign.
    /// </summary>
    public static ContainerEnvironment Resolve(V1Container container, V1Pod pod, string podIp, IPodReferences references)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var source in container.EnvFrom ?? [])
        {
            if (Import(source, references, variables) is { } missing)
            {
                return new ContainerEnvironment(variables, missing);
            }
        }

        foreach (var variable in container.Env ?? [])
        {
            var (value, problem) = ValueOf(variable, pod, podIp, references, variables);
            if (problem is not null)
            {
                return new ContainerEnvironment(variables, problem);
            }

            if (value is not null)
            {
                variables[variable.Name!] = value;
            }
        }

        return new ContainerEnvironment(variables, null);
    }

    /// <summary>Replaces <c>$(NAME)</c>; a name that is not defined stays as it stands.</summary>
    internal static string Expand(string text, IReadOnlyDictionary<string, string> variables)
    {
        var expanded = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '$' || i + 1 == text.Length)
            {
                expanded.Append(text[i]);
            }
            else if (text[i + 1] == '$')
            {
                expanded.Append('$');
                i++;
            }
            else if (text[i + 1] == '(' && text.IndexOf(')', i) is var end and > 0 && variables.TryGetValue(text[(i + 2)..end], out var value))
            {
                expanded.Append(value);
                i = end;
            }
            else
            {
                expanded.Append('$');
            }
        }

        return expanded.ToString();
    }

    private static (string? Value, string? Problem) ValueOf(
        V1EnvVar variable, V1Pod pod, string podIp, IPodReferences references, Dictionary<string, string> variables) => variable.ValueFrom switch
        {
            null => (Expand(variable.Value ?? "", variables), null),
            { SecretKeyRef: { } key } => FromSecret(key, references),
            { ConfigMapKeyRef: { } key } => FromConfigMap(key, references),
            { FieldRef.FieldPath: { } path } => FromField(path, pod, podIp),
            _ => (null, $"variable {variable.Name} has a valueFrom that the lab does not know"),
        };

    private static (string?, string?) FromSecret(V1SecretKeySelector key, IPodReferences references) => references.Secret(key.Name!) switch
    {
        null => (null, key.Optional == true ? null : $"secret \"{key.Name}\" not found"),
        var secret when secret.Data?.GetValueOrDefault(key.Key!) is { } value => (Encoding.UTF8.GetString(value), null),
        _ => (null, key.Optional == true ? null : $"couldn't find key {key.Key} in Secret {key.Name}"),
    };

    private static (string?, string?) FromConfigMap(V1ConfigMapKeySelector key, IPodReferences references) => references.ConfigMap(key.Name!) switch
    {
        null => (null, key.Optional == true ? null : $"configmap \"{key.Name}\" not found"),
        var map when map.Data?.GetValueOrDefault(key.Key!) is { } value => (value, null),
        _ => (null, key.Optional == true ? null : $"couldn't find key {key.Key} in ConfigMap {key.Name}"),
    };

    private static (string?, string?) FromField(string path, V1Pod pod, string podIp) => path switch
    {
        "metadata.name" => (pod.Metadata.Name, null),
        "metadata.namespace" => (pod.Metadata.Namespace, null),
        "metadata.uid" => (pod.Metadata.Uid, null),
        "spec.nodeName" => (pod.Spec?.NodeName ?? "", null),
        "status.podIP" => (podIp, null),
        _ => (null, $"the lab does not know the field {path}"),
    };

    private static string? Import(V1EnvFromSource source, IPodReferences references, Dictionary<string, string> variables)
    {
        if (source.SecretRef is { } secretRef)
        {
            var secret = references.Secret(secretRef.Name!);
            foreach (var (key, value) in secret?.Data ?? new Dictionary<string, byte[]>())
            {
                variables[source.Prefix + key] = Encoding.UTF8.GetString(value);
            }

            return secret is null && secretRef.Optional != true ? $"secret \"{secretRef.Name}\" not found" : null;
        }

        if (source.ConfigMapRef is { } mapRef)
        {
            var map = references.ConfigMap(mapRef.Name!);
            foreach (var (key, value) in map?.Data ?? new Dictionary<string, string>())
            {
                variables[source.Prefix + key] = value;
            }

            return map is null && mapRef.Optional != true ? $"configmap \"{mapRef.Name}\" not found" : null;
        }

        return null;
    }
}
