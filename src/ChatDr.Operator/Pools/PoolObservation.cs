using ChatDr.Api.V1Alpha1;
using ChatDr.Kubernetes.Models;

namespace ChatDr.Operator.Pools;

/// <summary>Everything that decides about a pool: one snapshot.</summary>
internal sealed record PoolObservation
{
    /// <summary>The pool.</summary>
    public required StretchedChatPool Pool { get; init; }

    /// <summary>What its spec refers to.</summary>
    public required PoolReferences References { get; init; }

    /// <summary>The orders for this pool.</summary>
    public IReadOnlyList<PoolFailover> Orders { get; init; } = [];

    /// <summary>The pool's instances.</summary>
    public IReadOnlyList<SqlServerInstance> Instances { get; init; } = [];

    /// <summary>The pool's mirrorings.</summary>
    public IReadOnlyList<DatabaseMirroring> Mirrorings { get; init; } = [];

    /// <summary>The pool's log shipping.</summary>
    public LogShipping? Shipping { get; init; }

    /// <summary>The pods of the chat servers.</summary>
    public IReadOnlyList<V1Pod> ChatPods { get; init; } = [];

    /// <summary>The pool's Services.</summary>
    public IReadOnlyList<V1Service> Services { get; init; } = [];

    /// <summary>The instance of that name.</summary>
    public SqlServerInstance? Instance(string name) => Instances.FirstOrDefault(instance => instance.Metadata.Name == name);

    /// <summary>The mirroring of that name.</summary>
    public DatabaseMirroring? Mirroring(string name) => Mirrorings.FirstOrDefault(mirroring => mirroring.Metadata.Name == name);

    /// <summary>The chat servers of a site.</summary>
    public IEnumerable<V1Pod> ChatPodsOf(string site) =>
        ChatPods.Where(pod => pod.Metadata.Labels?.GetValueOrDefault(PoolLabels.Site) == site && pod.Metadata.DeletionTimestamp is null);

    /// <summary>The pool's chat database.</summary>
    public string ChatDatabase => Pool.Spec.Databases.First(database => database.Role == DatabaseRole.Chat).Name;
}
