using ChatDr.SqlServer.Statements;

namespace ChatDr.SqlServer.Mirroring;

/// <summary>
/// Brings members under the principal: names and joins them, and leads those that went astray back. SET (ROLE = SECONDARY) is often refused with 41104 for a
/// while, and a connection may hang, hence the ladder: set the role again, let go of the old principal, restart the endpoint (docs/sql-server-facts.md A6).
/// Never on the principal, never while seeding.
/// </summary>
internal static class SecondaryCare
{
    private static readonly TimeSpan LetGoAfter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RestartAfter = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan RestartAgainAfter = TimeSpan.FromSeconds(90);

    public static void Decide(MirroringPass pass, MirroringMember principal)
    {
        var view = pass.Group(principal)!;
        foreach (var member in pass.Members.Where(member => member.Name != principal.Name && pass.Seen(member).IsReachable))
        {
            var replica = view.Replicas.FirstOrDefault(replica => replica.ServerName == member.ServerName);
            if (replica is null)
            {
                AddReplica(pass, principal, member);
            }
            else if (pass.Group(member) is not { } group)
            {
                Join(pass, member);
            }
            else if (group.Role == GroupRole.Secondary && replica.Connected != false)
            {
                pass.Memory = pass.Memory with { AstraySince = pass.Memory.AstraySince.Remove(member.Name) };
            }
            else if (group.Role != GroupRole.Primary)
            {
                LeadBack(pass, member, group);
            }
        }
    }

    private static void AddReplica(MirroringPass pass, MirroringMember principal, MirroringMember member)
    {
        if (pass.MayRepeat(MirroringActionKind.AddReplica, principal))
        {
            pass.Do(
                MirroringActionKind.AddReplica,
                principal,
                AvailabilityGroupStatements.AddReplica(pass.Goal.Group, PrincipalChoice.Replica(pass, member)),
                $"The group does not name {member.Name}.");
        }
    }

    private static void Join(MirroringPass pass, MirroringMember member)
    {
        if (!pass.MayRepeat(MirroringActionKind.JoinGroup, member))
        {
            return;
        }

        pass.Do(MirroringActionKind.JoinGroup, member, AvailabilityGroupStatements.Join(pass.Goal.Group), $"{member.Name} has not joined.");
        if (!pass.IsWitness(member))
        {
            pass.Do(MirroringActionKind.GrantCreate, member, AvailabilityGroupStatements.GrantCreateAnyDatabase(pass.Goal.Group), "Seeding creates databases.");
        }
    }

    private static void LeadBack(MirroringPass pass, MirroringMember member, GroupMembership group)
    {
        if (!pass.Memory.AstraySince.TryGetValue(member.Name, out var since))
        {
            since = pass.Now;
            pass.Memory = pass.Memory with { AstraySince = pass.Memory.AstraySince.Add(member.Name, since) };
        }

        var astray = pass.Now - since;
        if (astray >= RestartAfter && pass.Seen(member).EndpointName is { } endpoint
            && pass.MayRepeat(MirroringActionKind.StopEndpoint, member, rest: RestartAgainAfter))
        {
            pass.Do(
                MirroringActionKind.StopEndpoint,
                member,
                EndpointStatements.Stop(endpoint),
                $"It has not followed the principal for {astray.TotalSeconds:0} s.");
            pass.Do(MirroringActionKind.StartEndpoint, member, EndpointStatements.Start(endpoint), "Its connections are to be made anew.");
            return;
        }

        if (group.Role == GroupRole.Resolving)
        {
            if (pass.MayRepeat(MirroringActionKind.SetRoleSecondary, member))
            {
                pass.Do(MirroringActionKind.SetRoleSecondary, member, AvailabilityGroupStatements.SetRoleSecondary(pass.Goal.Group), "It follows nobody.");
            }
        }
        else if (astray >= LetGoAfter && pass.MayRepeat(MirroringActionKind.TakeOffline, member, rest: LetGoAfter))
        {
            pass.Do(MirroringActionKind.TakeOffline, member, AvailabilityGroupStatements.Offline(pass.Goal.Group), "It clings to a principal that is gone.");
        }
    }
}
