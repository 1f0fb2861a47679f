using System.Globalization;
using ChatDr.Api.V1Alpha1;
using ChatDr.Operator.Pools;
using ChatDr.SqlServer.Shipping;

namespace ChatDr.Operator.Failovers;

/// <summary>Everything that decides about an order's next step.</summary>
internal sealed record FailoverSnapshot
{
    /// <summary>The pool; null when there is none.</summary>
    public StretchedChatPool? Pool { get; init; }

    /// <summary>The mirroring of the site that is left, or whose partners change roles.</summary>
    public DatabaseMirroring? Source { get; init; }

    /// <summary>The mirroring of the site that shall serve.</summary>
    public DatabaseMirroring? Target { get; init; }

    /// <summary>The pool's log shipping.</summary>
    public LogShipping? Shipping { get; init; }

    /// <summary>The instances of both sites.</summary>
    public IReadOnlyList<SqlServerInstance> Instances { get; init; } = [];

    /// <summary>What the partners of both sites say themselves.</summary>
    public IReadOnlyList<InstanceFacts> Facts { get; init; } = [];

    /// <summary>The chat servers that a configuration names as active; null when one could not be read.</summary>
    public int? NamedChatServers { get; init; }

    /// <summary>The chat servers that are ready.</summary>
    public int ReadyChatServers { get; init; }

    /// <summary>The header of the tail, as the target reads it; null when there is none.</summary>
    public LogBackupFile? Tail { get; init; }

    /// <summary>When the newest log backup in the target's copy was begun.</summary>
    public DateTimeOffset? RestoredUntil { get; init; }

    /// <summary>Whether this process has just applied everything that continues the target's copy.</summary>
    public bool NothingLeftToApply { get; init; }

    /// <summary>Whether this process has just written to the target.</summary>
    public bool WriteVerified { get; init; }

    /// <summary>When this process last saw what the order waits for come nearer; null when it saw nothing of the kind.</summary>
    public DateTimeOffset? ProgressAt { get; init; }

    /// <summary>Why the action before failed; null when it did not.</summary>
    public string? Error { get; init; }

    /// <summary>What the instance of that name says.</summary>
    public InstanceFacts Fact(string? name) =>
        Facts.FirstOrDefault(fact => fact.Name == name) ?? new InstanceFacts(name ?? "?", "it is not known", null, false);

    /// <summary>The partners of a mirroring.</summary>
    public IReadOnlyList<InstanceFacts> Partners(DatabaseMirroring? mirroring) => [.. (mirroring?.Spec.Partners ?? []).Select(partner => Fact(partner.Name))];

    /// <summary>The partner of a mirroring that serves the chat database now; null when none does.</summary>
    public string? Principal(DatabaseMirroring? mirroring) =>
        Partners(mirroring).FirstOrDefault(partner => partner.Copy is { IsOnline: true } copy && (partner.IsPrimary || !copy.InGroup))?.Name;

    /// <summary>
    /// What changes when the order's wait comes nearer to its end: the target's redo position, the servers that still serve, the files on the share.
    /// </summary>
    public string Progress(PoolFailoverStatus status) =>
        string.Create(
            CultureInfo.InvariantCulture, $"{status.CurrentStep}/{Fact(status.TargetInstance).Copy?.RedoStartLsn}/{ReadyChatServers}/{Tail?.Name.FileName}");

    /// <summary>Whether a mirroring stands still and says so.</summary>
    public static bool IsSuspended(DatabaseMirroring? mirroring) => mirroring is { Spec.Suspend: true } && Observed.Says(mirroring, "Suspended");

    /// <summary>Whether the log shipping stands still and says so.</summary>
    public bool ShippingSuspended => Shipping is { Spec.Suspend: true } && Observed.Says(Shipping, "Suspended");
}
