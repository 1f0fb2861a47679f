using System.Globalization;
using ChatDr.SqlServer.Statements;

namespace ChatDr.SqlServer.Mirroring;

/// <summary>
/// Decides who becomes principal while nobody is. The gates are ag-helper's (docs/sql-server-facts.md A5): a majority of replicas must show
/// their configuration, the candidate's must be the newest, and FAILOVER itself has the last word on whether data would be lost (41142).
/// </summary>
internal static class PrincipalChoice
{
    /// <summary>The error by which FAILOVER says that it could lose data.</summary>
    private const int WouldLoseData = 41142;

    private static readonly TimeSpan ShortestTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetryRefused = TimeSpan.FromSeconds(5);

    public static void Decide(MirroringPass pass)
    {
        pass.DemoteAllBut(null);
        if (pass.Actions.Count > 0)
        {
            return;
        }

        var holders = pass.Members.Where(member => pass.Group(member) is not null).ToList();
        if (holders.Count == 0)
        {
            Build(pass);
            return;
        }

        if (Obstacle(pass, holders) is { } obstacle)
        {
            pass.Blocked = obstacle;
            return;
        }

        Promote(pass, holders);
    }

    private static void Build(MirroringPass pass)
    {
        if (pass.Members.FirstOrDefault(member => !pass.Seen(member).IsReachable) is { } absent)
        {
            pass.Blocked = pass.Members.Any(member => pass.Seen(member).IsReachable)
                ? $"No member that answers has the availability group {pass.Goal.Group}, and {absent.Name} does not answer ({pass.Seen(absent).Failure}). "
                    + "The group is created once all answer, lest a second one comes to be."
                : $"No member of the availability group {pass.Goal.Group} answers; {absent.Name}: {pass.Seen(absent).Failure}";
            return;
        }

        // Where the data is; otherwise where the user put the first partner.
        var first = pass.Goal.Partners.FirstOrDefault(partner => pass.Goal.Databases.Any(database => pass.Seen(partner).Copy(database)?.IsOnline == true))
            ?? pass.Goal.Partners[0];
        if (!pass.MayRepeat(MirroringActionKind.CreateGroup, first))
        {
            return;
        }

        var replicas = pass.Members.Select(member => Replica(pass, member)).ToList();
        pass.Do(MirroringActionKind.CreateGroup, first, AvailabilityGroupStatements.Create(pass.Goal.Group, replicas), "No member has the group.");
        pass.Do(MirroringActionKind.GrantCreate, first, AvailabilityGroupStatements.GrantCreateAnyDatabase(pass.Goal.Group), "Seeding creates databases.");
    }

    public static AvailabilityReplica Replica(MirroringPass pass, MirroringMember member) => new(member.ServerName, member.EndpointUrl, pass.IsWitness(member));

    /// <summary>Why nobody may be promoted yet; null when one may.</summary>
    private static string? Obstacle(MirroringPass pass, List<MirroringMember> holders)
    {
        var seen = holders.Count(member => pass.Group(member)!.SequenceNumber != 0);
        // Without a memory of the principal, a partner that is silent may be it.
        var lost = pass.Partner(pass.Memory.Principal) ?? pass.Goal.Partners.FirstOrDefault(partner => !pass.Seen(partner).IsReachable);
        var isSilent = lost is not null && !pass.Seen(lost).IsReachable;
        if (isSilent)
        {
            if (holders.FirstOrDefault(member => pass.Group(member) is { Role: GroupRole.Secondary, Connected: true }) is { } witness)
            {
                return $"The operator cannot reach the principal {lost!.Name} ({pass.Seen(lost).Failure}), "
                    + $"but {witness.Name} is connected to it: it may be serving, so nobody takes over.";
            }

            var since = pass.Memory.PrincipalLastSeenAt ?? pass.Memory.PrincipalLostSince ?? pass.Now;
            var timeout = pass.Goal.PartnerTimeout > ShortestTimeout ? pass.Goal.PartnerTimeout : ShortestTimeout;
            if (pass.Now - since < timeout)
            {
                // No count of seconds here: a message that changes every second would be a write every second.
                return $"The principal {lost!.Name} does not answer; "
                    + $"it counts as lost after {timeout.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture)} s of silence.";
            }

            if (!pass.Goal.AutomaticFailover && pass.Goal.Order is null)
            {
                return $"The principal {lost!.Name} is lost and automaticFailover is false. Bring it back, or order a PoolFailover of type Mirror.";
            }
        }

        if (seen >= pass.Quorum)
        {
            return null;
        }

        var missing = string.Join(
            ", ", pass.Members.Where(member => pass.Group(member) is null).Select(member => $"{member.Name} ({pass.Seen(member).Failure ?? "has no group"})"));
        var remedy = pass.Goal.Witness is null
            ? "There is no witness, and silence alone does not prove that the principal has stopped: bring the other partner back."
            : "Bring one of them back.";
        return $"Only {seen} of {pass.Members.Count} replicas show their configuration, {pass.Quorum} are needed; missing: {missing}. {remedy}";
    }

    private static void Promote(MirroringPass pass, List<MirroringMember> holders)
    {
        var newest = Math.Max(holders.Max(member => pass.Group(member)!.SequenceNumber), pass.Memory.SequenceNumber);
        var candidates = Preference(pass)
            .Where(partner => pass.Group(partner) is { } group && group.SequenceNumber >= newest && group.SequenceNumber != 0)
            .ToList();
        if (candidates.Count == 0)
        {
            pass.Blocked = $"No partner that answers has the newest configuration ({newest}): promoting an older one could lose data. "
                + "Bring the other partner back.";
            return;
        }

        // Whoever was refused lets the others try first; a refusal is asked again in a while, since a mirror may have caught up.
        var next = candidates.OrderBy(candidate => RefusedAt(pass, candidate) ?? DateTimeOffset.MinValue).First();
        if (RefusedAt(pass, next) is not { } refused || pass.Now - refused >= RetryRefused)
        {
            TryPromote(pass, next);
            return;
        }

        pass.Blocked = $"SQL Server refuses to make {string.Join(" or ", candidates.Select(candidate => candidate.Name))} principal (41142): "
            + "its databases are not synchronised and writes could be lost. Bring the former principal back.";
    }

    private static DateTimeOffset? RefusedAt(MirroringPass pass, MirroringMember candidate) =>
        pass.LastOutcome(MirroringActionKind.FailOver, candidate) is { } last && last.Errors.Contains(WouldLoseData) ? last.At : null;

    private static void TryPromote(MirroringPass pass, MirroringMember candidate)
    {
        if (!pass.MayRepeat(MirroringActionKind.FailOver, candidate))
        {
            return;
        }

        var failover = pass.Memory.Failover is { IsUnderWay: true } underWay ? Redirect(underWay, candidate) : Start(pass, candidate);
        pass.Memory = pass.Memory with { Failover = failover };
        pass.Do(
            MirroringActionKind.FailOver,
            candidate,
            AvailabilityGroupStatements.Failover(pass.Goal.Group),
            $"Nobody is principal ({failover?.Reason ?? "first start"}).");
    }

    /// <summary>The record of a failover whose target refused, so that another partner is promoted.</summary>
    private static MirrorFailover Redirect(MirrorFailover underWay, MirroringMember candidate) => underWay switch
    {
        _ when underWay.To == candidate.Name => underWay,
        { Reason: MirrorFailover.PrincipalLost or MirrorFailover.PrincipalRestarted } => underWay with { To = candidate.Name },
        _ => underWay with { Failure = $"{underWay.To} could not take over; {candidate.Name} is made principal again." },
    };

    private static MirrorFailover? Start(MirroringPass pass, MirroringMember candidate)
    {
        if (pass.Memory.Principal is not { } from)
        {
            return null;
        }

        var restarted = pass.Partner(from) is { } former && pass.Seen(former).IsReachable;
        return new MirrorFailover
        {
            From = from,
            To = candidate.Name,
            Reason = restarted ? MirrorFailover.PrincipalRestarted : MirrorFailover.PrincipalLost,
            LastSeenAt = pass.Memory.PrincipalLastSeenAt ?? pass.Memory.PrincipalLostSince,
            DetectedAt = pass.Now,
        };
    }

    /// <summary>The partners in the order in which they are tried: the target under way, then the mirror, then the former principal.</summary>
    private static IEnumerable<MirroringMember> Preference(MirroringPass pass)
    {
        var target = pass.Memory.Failover is { IsUnderWay: true } underWay ? underWay.To : pass.Goal.Order?.Target;
        var former = pass.Memory.Principal;
        return pass.Goal.Partners
            .OrderByDescending(partner => partner.Name == target)
            .ThenBy(partner => (partner.Name == former) == pass.Goal.AutomaticFailover)
            .ThenByDescending(partner => pass.Group(partner)?.SequenceNumber ?? 0);
    }
}
