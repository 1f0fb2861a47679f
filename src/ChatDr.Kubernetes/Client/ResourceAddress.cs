using System.Globalization;
using System.Text;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Kubernetes.Client;

/// <summary>Where objects of a kind are, relative to the server: <c>/apis/{group}/{version}/namespaces/{ns}/{plural}/{name}</c>.</summary>
internal static class ResourceAddress
{
    public static string Collection(KubernetesEntityAttribute kind, string? ns)
    {
        var root = kind.Group.Length == 0 ? $"/api/{kind.ApiVersion}" : $"/apis/{kind.Group}/{kind.ApiVersion}";
        return kind.Namespaced && !string.IsNullOrEmpty(ns)
            ? $"{root}/namespaces/{Uri.EscapeDataString(ns)}/{kind.PluralName}"
            : $"{root}/{kind.PluralName}";
    }

    public static string Object(KubernetesEntityAttribute kind, NamespacedName name)
    {
        if (name.Name.Length == 0)
        {
            throw new ArgumentException($"A {kind.Kind} has to be named.", nameof(name));
        }

        if (kind.Namespaced && name.Namespace.Length == 0)
        {
            throw new ArgumentException($"{kind.Kind} '{name.Name}' has to name its namespace.", nameof(name));
        }

        return $"{Collection(kind, name.Namespace)}/{Uri.EscapeDataString(name.Name)}";
    }

    public static string List(KubernetesEntityAttribute kind, string? ns, ListOptions options) =>
        Collection(kind, ns) + Query(
            ("labelSelector", options.LabelSelector),
            ("fieldSelector", options.FieldSelector),
            ("limit", options.Limit?.ToString(CultureInfo.InvariantCulture)),
            ("continue", options.Continue),
            ("resourceVersion", options.Continue is null ? options.ResourceVersion : null));

    public static string SubResource(KubernetesEntityAttribute kind, NamespacedName name, string subResource) =>
        $"{Object(kind, name)}/{Uri.EscapeDataString(subResource)}";

    public static string Write(WriteOptions options) => Query(
        ("fieldManager", options.FieldManager),
        ("dryRun", options.DryRun ? "All" : null),
        ("fieldValidation", options.FieldValidation),
        ("force", options.Force ? "true" : null));

    public static string Watch(KubernetesEntityAttribute kind, string? ns, string? resourceVersion, ListOptions options) =>
        Collection(kind, ns) + Query(
            ("watch", "true"),
            ("allowWatchBookmarks", "true"),
            ("resourceVersion", resourceVersion),
            ("timeoutSeconds", options.TimeoutSeconds?.ToString(CultureInfo.InvariantCulture)),
            ("labelSelector", options.LabelSelector),
            ("fieldSelector", options.FieldSelector));

    public static string Query(params ReadOnlySpan<(string Name, string? Value)> parameters)
    {
        var query = new StringBuilder();
        foreach (var (name, value) in parameters)
        {
            if (!string.IsNullOrEmpty(value))
            {
                query.Append(query.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
            }
        }

        return query.ToString();
    }
}
