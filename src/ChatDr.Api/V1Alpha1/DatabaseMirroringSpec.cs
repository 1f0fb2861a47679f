using ChatDr.Api.Schema;

namespace ChatDr.Api.V1Alpha1;

/// <summary>The desired pair.</summary>
public sealed record DatabaseMirroringSpec
{
    /// <summary>
    /// The SqlServerInstances that hold the databases, one or two. The first is where the principal starts; later status says which one it is.
    /// </summary>
    [Items(1, 2)]
    public required IReadOnlyList<LocalReference> Partners { get; init; }

    /// <summary>The SqlServerInstance that gives quorum.</summary>
    public LocalReference? Witness { get; init; }

    /// <summary>
    /// The databases to mirror. One that is taken off the list stays online on the principal and goes RESTORING on the mirror; nothing is dropped.
    /// </summary>
    [Items(0, 16)]
    public IReadOnlyList<string> Databases { get; init; } = [];

    /// <summary>How to mirror.</summary>
    public MirroringOptions Mirroring { get; init; } = new();

    /// <summary>While true nothing is changed and no failover happens. Acknowledged in the condition Suspended once no change is in flight.</summary>
    public bool Suspend { get; init; }

    /// <summary>
    /// While true no partner may hold the principal role, because another site serves the same databases: a principal that is met is demoted, nothing is
    /// promoted. Acknowledged in the condition Fenced.
    /// </summary>
    public bool Fence { get; init; }

    /// <summary>A path, in every instance, for the backups from which copies are seeded.</summary>
    [Length(1, 1024)]
    public string SeedPath { get; init; } = "/var/opt/chatdr/share";
}
