using ChatDr.Kubernetes.Models;

namespace ChatDr.Lab.Node;

/// <summary>Whom a Service's selector means.</summary>
internal static class LabelMatch
{
    /// <summary>Whether an object carries every label of <paramref name="selector"/>; an empty selector means nobody.</summary>
    public static bool Selects(this IReadOnlyDictionary<string, string>? selector, V1ObjectMeta metadata) =>
        selector is { Count: > 0 } && selector.All(wanted => metadata.Labels?.GetValueOrDefault(wanted.Key) == wanted.Value);
}
