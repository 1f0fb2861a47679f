using ChatDr.Api.V1Alpha1;
using ChatDr.Operator.Failovers;

namespace ChatDr.Operator.Pools;

/// <summary>
/// What the order that is under way asks of the pool's children right now. It is read from the order's status alone, so that it is the same after any restart.
/// </summary>
internal sealed record PoolIntent
{
    /// <summary>The site whose databases serve, or serve until the target's are recovered.</summary>
    public required SiteRef Active { get; init; }

    /// <summary>The other site.</summary>
    public required SiteRef Standby { get; init; }

    /// <summary>The order that is under way.</summary>
    public PoolFailover? Order { get; init; }

    /// <summary>No mirroring of the pool may change anything.</summary>
    public bool SuspendMirroring { get; init; }

    /// <summary>No log is backed up or restored by schedule.</summary>
    public bool SuspendShipping { get; init; }

    /// <summary>A forced order bars this site from serving.</summary>
    public string? FenceSite { get; init; }

    /// <summary>Whether the active site's mirroring has the chat database.</summary>
    public bool MirrorChatDatabase { get; init; } = true;

    /// <summary>Whether chat servers are active at all (S7).</summary>
    public bool ChatActive { get; init; } = true;

    /// <summary>The partner of the active site that shall become principal, by order or because it holds the chat database.</summary>
    public string? FailoverTo { get; init; }

    /// <summary>The intent for <paramref name="pool"/> while <paramref name="order"/> (may be null) is under way.</summary>
    /// <param name="pool">The pool; it has two sites.</param>
    /// <param name="activeSite">The site that was active before the order changed it.</param>
    /// <param name="order">The order that the pool has accepted.</param>
    public static PoolIntent Of(StretchedChatPool pool, string activeSite, PoolFailover? order)
    {
        var sites = SiteRef.Of(pool);
        var active = sites.First(site => site.Name == activeSite);
        var standby = sites.First(site => site.Name != activeSite);
        if (order?.Status is not { Phase: FailoverPhase.Running } status)
        {
            return new PoolIntent { Active = active, Standby = standby, Order = order };
        }

        return order.Spec.Type switch
        {
            FailoverType.Mirror => new PoolIntent
            {
                Active = active,
                Standby = standby,
                Order = order,
                FailoverTo = status.HasBegun(SiteStep.MirrorFailover) && !status.IsBehind(SiteStep.MirrorFailover) ? order.Spec.Target : null,
            },
            FailoverType.Site => OfSite(active, standby, order, status),
            _ => throw new InvalidOperationException($"PoolFailover {order.Metadata.Name} has the unknown type {order.Spec.Type}."),
        };
    }

    private static PoolIntent OfSite(SiteRef before, SiteRef other, PoolFailover order, PoolFailoverStatus status)
    {
        var moved = status.HasBegun(SiteStep.SetPoolState);
        var (active, standby) = moved && other.Name == order.Spec.Target ? (other, before) : (before, other);
        var fenced = status.HasBegun(SiteStep.FenceSource);
        var remirrored = status.HasBegun(SiteStep.EstablishMirroring);
        return new PoolIntent
        {
            Active = active,
            Standby = standby,
            Order = order,
            SuspendMirroring = fenced && !moved,
            SuspendShipping = fenced && !status.HasBegun(SiteStep.Reprotect),
            FenceSite = fenced && order.Spec.Mode == FailoverMode.Forced ? status.SourceSite : null,
            MirrorChatDatabase = !moved || remirrored,
            ChatActive = !status.HasBegun(SiteStep.DeactivateChatServers) || (moved && status.HasBegun(SiteStep.ActivateChatServers)),
            FailoverTo = remirrored && !status.IsBehind(SiteStep.EstablishMirroring) ? status.TargetInstance : null,
        };
    }
}
