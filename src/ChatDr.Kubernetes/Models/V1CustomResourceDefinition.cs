using System.Text.Json.Nodes;

namespace ChatDr.Kubernetes.Models;

/// <summary>A kind that the server learns. Its spec stays JSON: the project writes it to files and applies it as it is.</summary>
[KubernetesEntity(
    Group = "apiextensions.k8s.io", ApiVersion = "v1", Kind = "CustomResourceDefinition", PluralName = "customresourcedefinitions", Namespaced = false)]
public sealed record V1CustomResourceDefinition : IKubernetesObject
{
    /// <inheritdoc/>
    public string ApiVersion { get; init; } = "apiextensions.k8s.io/v1";

    /// <inheritdoc/>
    public string Kind { get; init; } = "CustomResourceDefinition";

    /// <inheritdoc/>
    public V1ObjectMeta Metadata { get; init; } = new();

    /// <summary>Names, versions and schema.</summary>
    public JsonObject? Spec { get; init; }

    /// <summary>Whether it is served.</summary>
    public V1CustomResourceDefinitionStatus? Status { get; init; }
}
