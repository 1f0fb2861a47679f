using ChatDr.Api.Schema;

namespace ChatDr.Api.V1Alpha1;

/// <summary>The desired shipping.</summary>
public sealed record LogShippingSpec
{
    /// <summary>The DatabaseMirroring whose principal is the source.</summary>
    public required LocalReference Source { get; init; }

    /// <summary>The SqlServerInstance that restores.</summary>
    public required LocalReference Target { get; init; }

    /// <summary>The databases to ship.</summary>
    [Items(1, 16)]
    public required IReadOnlyList<string> Databases { get; init; }

    /// <summary>How often, how long, where.</summary>
    public required PoolLogShipping Schedule { get; init; }

    /// <summary>The folder of the backup files, as every instance sees it.</summary>
    [Length(1, 1024)]
    public string Path { get; init; } = "/var/opt/chatdr/share";

    /// <summary>
    /// What to do when the chain to the target is broken or forked. Never: report and wait. IfStale: seed the target anew when its copy is proven stale and its
    /// tail was saved.
    /// </summary>
    public ReseedPolicy Reseed { get; init; } = ReseedPolicy.IfStale;

    /// <summary>While true nothing is backed up or restored. Acknowledged in the condition Suspended once nothing is in flight.</summary>
    public bool Suspend { get; init; }
}
