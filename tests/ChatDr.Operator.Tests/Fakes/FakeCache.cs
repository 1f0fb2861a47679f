using System.Collections.Concurrent;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;

namespace ChatDr.Operator.Tests.Fakes;

/// <summary>A cache that holds what a test puts there.</summary>
internal sealed class FakeCache<T> : IEntityCache<T>
    where T : class, IKubernetesObject
{
    private readonly ConcurrentDictionary<NamespacedName, T> _objects = [];

    public void Put(T entity) => _objects[NamespacedName.Of(entity)] = entity;

    public T? Get(NamespacedName name) => _objects.GetValueOrDefault(name);

    public IReadOnlyList<T> List(string? ns) => [.. _objects.Where(entry => string.IsNullOrEmpty(ns) || entry.Key.Namespace == ns).Select(entry => entry.Value)];

    public IReadOnlyList<T> ControlledBy(string ownerUid) =>
        [.. _objects.Values.Where(entity => entity.Metadata.OwnerReferences?.Any(owner => owner.Controller == true && owner.Uid == ownerUid) == true)];

    public IReadOnlyList<T> ByIndex(string name, string key) => throw new NotSupportedException($"This cache has no index {name}.");
}
