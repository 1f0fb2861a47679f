using System.Diagnostics.CodeAnalysis;

namespace ChatDr.Lab.ApiServer.Resources;

/// <summary>What the server serves now: the built-in kinds and those of established CustomResourceDefinitions. Snapshots are immutable.</summary>
internal sealed class ResourceCatalog
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, IReadOnlyList<ApiResource>> _custom = [];
    private volatile Snapshot _snapshot = new(BuiltInResources.All);

    /// <summary>Every resource, built-in first.</summary>
    internal IReadOnlyList<ApiResource> All => _snapshot.Resources;

    /// <summary>Counts changes of the catalogue; documents made from it are cached by this.</summary>
    internal int Generation => _snapshot.Generation;

    internal bool TryFind(string group, string version, string plural, [NotNullWhen(true)] out ApiResource? resource) =>
        _snapshot.ByPath.TryGetValue((group, version, plural), out resource);

    /// <summary>One version of a stored kind, or null when nothing serves it.</summary>
    internal ApiResource? FindByStorage(string storage) => _snapshot.ByStorage.GetValueOrDefault(storage);

    /// <summary>Replaces the resources of one definition; an empty list withdraws them.</summary>
    internal void Define(string definition, IReadOnlyList<ApiResource> resources)
    {
        lock (_gate)
        {
            if (resources.Count == 0)
                _custom.Remove(definition);
            else
                _custom[definition] = resources;
            _snapshot = new Snapshot([.. BuiltInResources.All, .. _custom.OrderBy(pair => pair.Key, StringComparer.Ordinal).SelectMany(pair => pair.Value)])
            {
                Generation = _snapshot.Generation + 1,
            };
        }
    }

    private sealed class Snapshot(IReadOnlyList<ApiResource> resources)
    {
        internal int Generation { get; init; }

        internal IReadOnlyList<ApiResource> Resources { get; } = resources;

        internal Dictionary<(string, string, string), ApiResource> ByPath { get; } = resources.ToDictionary(r => (r.Group, r.Version, r.Plural));

        internal Dictionary<string, ApiResource> ByStorage { get; } =
            resources.GroupBy(r => r.Storage).ToDictionary(versions => versions.Key, versions => versions.First());
    }
}
