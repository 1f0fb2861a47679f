using ChatDr.Kubernetes.Models;

namespace ChatDr.Kubernetes.Caching;

/// <summary>Which objects of a kind an informer looks at.</summary>
/// <param name="Namespace">One namespace, or null for all.</param>
/// <param name="LabelSelector">Only objects with these labels, or null for all.</param>
internal sealed record InformerScope<T>(string? Namespace, string? LabelSelector)
    where T : class, IKubernetesObject;
