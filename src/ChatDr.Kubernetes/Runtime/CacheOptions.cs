using ChatDr.Kubernetes.Models;

namespace ChatDr.Kubernetes.Runtime;

/// <summary>
/// What a cache holds of one kind, and by what it can be asked: controller-runtime's <c>cache.ByObject</c>. Counts until the operator starts.
/// </summary>
/// <typeparam name="T">The kind.</typeparam>
public sealed class CacheOptions<T>
    where T : class, IKubernetesObject
{
    private readonly Dictionary<string, Func<T, IEnumerable<string>>> _indexes = new(StringComparer.Ordinal);

    /// <summary>Only objects with these labels; null for all.</summary>
    public string? LabelSelector { get; set; }

    /// <summary>
    /// What to keep of an object, such as <c>map =&gt; map with { Data = null }</c>; null for all of it. It must keep the metadata. Handlers and reconcilers
    /// see what it gives. client-go's <c>SetTransform</c>; there is none for <c>managedFields</c>, because models have no such member and never hold them.
    /// </summary>
    public Func<T, T>? Transform { get; set; }

    internal IReadOnlyDictionary<string, Func<T, IEnumerable<string>>> Indexes => _indexes;

    /// <summary>
    /// Has <see cref="IEntityCache{T}.ByIndex"/> answer to <paramref name="name"/>; <paramref name="keys"/> says under which keys an object is found. It is
    /// asked again when the object goes, so it must always say the same of one object, and it must be quick.
    /// </summary>
    /// <exception cref="ArgumentException">There is an index of that name.</exception>
    public CacheOptions<T> Index(string name, Func<T, IEnumerable<string>> keys)
    {
        if (!_indexes.TryAdd(name, keys))
        {
            throw new ArgumentException($"The cache of {KubernetesEntityAttribute.Of<T>().Kind} has an index '{name}' already.", nameof(name));
        }

        return this;
    }
}
