using ChatDr.SqlServer.Statements;

namespace ChatDr.SqlServer.Mirroring;

/// <summary>
/// Moves the principal role on purpose: OFFLINE on the principal, so that no write is acknowledged any more, then FAILOVER on the target
/// (docs/sql-server-facts.md A5). If the target then refuses, the former principal is promoted again: nothing is lost either way.
/// </summary>
internal static class PlannedFailover
{
    /// <summary>A move that failed is not tried again at once: each try interrupts the clients.</summary>
    private static readonly TimeSpan PauseAfterFailedMove = TimeSpan.FromMinutes(1);

    /// <summary>Whether a planned failover is in hand, so that nothing else is to be done in this pass.</summary>
    public static bool Decide(MirroringPass pass, MirroringMember principal)
    {
        if (pass.Memory.Failover is { IsUnderWay: true } underWay && underWay.From == principal.Name)
        {
            return Proceed(pass, principal, underWay);
        }

        if (pass.Memory.Failover is { IsUnderWay: true, Reason: MirrorFailover.Ordered } astray && astray.To != principal.Name)
        {
            pass.Memory = pass.Memory with { Failover = astray with { Failure = $"{principal.Name} became principal instead of {astray.To}." } };
        }

        return Ordered(pass, principal) || Moved(pass, principal);
    }

    private static bool Ordered(MirroringPass pass, MirroringMember principal)
    {
        if (pass.Goal.Order is not { } order || pass.Memory.Failover?.OrderId == order.Id)
        {
            return false;
        }

        var start = new MirrorFailover
        {
            From = principal.Name,
            To = order.Target,
            Reason = MirrorFailover.Ordered,
            OrderId = order.Id,
            LastSeenAt = pass.Now,
            DetectedAt = pass.Now,
        };
        if (order.Target == principal.Name)
        {
            pass.Memory = pass.Memory with { Failover = start with { CompletedAt = pass.Now } };
            return false;
        }

        if (pass.Partner(order.Target) is null)
        {
            pass.Memory = pass.Memory with { Failover = start with { Failure = $"{order.Target} is no partner of this group." } };
            return false;
        }

        return Begin(pass, principal, start);
    }

    /// <summary>A database that was restored on the mirror cannot be mirrored from the principal: the role follows the data.</summary>
    private static bool Moved(MirroringPass pass, MirroringMember principal)
    {
        var mirror = pass.Goal.Partners.FirstOrDefault(partner => partner.Name != principal.Name);
        if (mirror is null || pass.Goal.Databases.FirstOrDefault(database => LivesOnlyOn(pass, mirror, principal, database)) is null)
        {
            return false;
        }

        if (pass.Memory.Failover is { Reason: MirrorFailover.DatabaseMoved, Failure: not null } failed && pass.Now - failed.DetectedAt < PauseAfterFailedMove)
        {
            return false;
        }

        return Begin(pass, principal, new MirrorFailover
        {
            From = principal.Name,
            To = mirror.Name,
            Reason = MirrorFailover.DatabaseMoved,
            LastSeenAt = pass.Now,
            DetectedAt = pass.Now,
        });
    }

    private static bool LivesOnlyOn(MirroringPass pass, MirroringMember mirror, MirroringMember principal, string database) =>
        pass.Seen(mirror).Copy(database) is { IsOnline: true, InGroup: false } && pass.Seen(principal).Copy(database)?.IsOnline != true;

    private static bool Begin(MirroringPass pass, MirroringMember principal, MirrorFailover failover)
    {
        if (Unready(pass, principal, failover.To) is { } reason)
        {
            pass.Blocked = $"The failover to {failover.To} waits: {reason}";
            return false;
        }

        // The record is stored before anything is sent, so that the order is not taken twice; the next pass acts.
        pass.Memory = pass.Memory with { Failover = failover };
        return true;
    }

    private static bool Proceed(MirroringPass pass, MirroringMember principal, MirrorFailover failover)
    {
        if (failover.Reason is MirrorFailover.PrincipalLost or MirrorFailover.PrincipalRestarted)
        {
            // It serves again before anyone was promoted.
            pass.Memory = pass.Memory with { Failover = failover with { Failure = $"{principal.Name} serves again." } };
            return false;
        }

        if (Unready(pass, principal, failover.To) is { } reason)
        {
            pass.Memory = pass.Memory with { Failover = failover with { Failure = reason } };
            return false;
        }

        if (pass.MayRepeat(MirroringActionKind.TakeOffline, principal))
        {
            pass.Do(
                MirroringActionKind.TakeOffline,
                principal,
                AvailabilityGroupStatements.Offline(pass.Goal.Group),
                $"{failover.To} is to become principal ({failover.Reason}).");
        }

        return true;
    }

    /// <summary>Why the target cannot take over without loss; null when it can.</summary>
    private static string? Unready(MirroringPass pass, MirroringMember principal, string to)
    {
        var target = pass.Partner(to);
        if (target is null || pass.Group(target) is not { } group)
        {
            return $"{to} does not answer or has not joined the group ({(target is null ? "unknown" : pass.Seen(target).Failure ?? "not joined")}).";
        }

        if (group.Role != GroupRole.Secondary)
        {
            return $"{to} is in role {group.Role}, not Secondary.";
        }

        var view = pass.Group(principal)!;
        foreach (var database in pass.Seen(principal).Databases.Where(copy => copy.InGroup))
        {
            var state = view.Movements.FirstOrDefault(movement => movement.Database == database.Name && movement.ServerName == target.ServerName);
            if (state is not { IsSynchronized: true })
            {
                return $"database {database.Name} on {to} is not synchronised.";
            }
        }

        return null;
    }
}
