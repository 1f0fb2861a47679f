using ChatDr.SqlServer.Statements;

namespace ChatDr.SqlServer.Mirroring;

/// <summary>The working state of one decision: what is known, and the actions so far.</summary>
internal sealed class MirroringPass(AvailabilityGroupObservation observation, MirroringGoal goal, MirroringMemory memory, DateTimeOffset now)
{
    /// <summary>How long a refused or repeated action rests.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    private readonly List<MirroringAction> _actions = [];

    public MirroringGoal Goal => goal;

    public DateTimeOffset Now => now;

    public MirroringMemory Memory { get; set; } = memory;

    public string? Blocked { get; set; }

    public IReadOnlyList<MirroringAction> Actions => _actions;

    public IReadOnlyList<MirroringMember> Members { get; } = goal.Witness is { } witness ? [.. goal.Partners, witness] : goal.Partners;

    /// <summary>Replicas that count for quorum: synchronous and configuration-only ones, of which a majority must be seen.</summary>
    public int Quorum => (Members.Count / 2) + 1;

    public MemberObservation Seen(MirroringMember member) => observation.Of(member);

    public GroupMembership? Group(MirroringMember member) => observation.Of(member).Group;

    public MirroringMember? Partner(string? name) => goal.Partners.FirstOrDefault(partner => partner.Name == name);

    public bool IsWitness(MirroringMember member) => member.Name == goal.Witness?.Name;

    /// <summary>Whether the action may be sent: it was not refused, or sent in vain, a moment ago.</summary>
    public bool MayRepeat(MirroringActionKind kind, MirroringMember member, string? database = null, TimeSpan? rest = null) =>
        LastOutcome(kind, member, database) is not { } last || now - last.At >= (rest ?? Rest);

    public ActionOutcome? LastOutcome(MirroringActionKind kind, MirroringMember member, string? database = null) =>
        Memory.Outcomes.GetValueOrDefault(MirroringAction.KeyOf(kind, member.Name, database));

    public void Do(MirroringActionKind kind, MirroringMember member, SqlStatement statement, string why, string? database = null, bool inDatabase = false) =>
        _actions.Add(new MirroringAction(kind, member.Name, statement, why) { Database = database, InDatabase = inDatabase });

    /// <summary>
    /// The partner that rightly is primary: of several, the one with the newest configuration; and none whose configuration is older than one seen before,
    /// because then another has taken over since.
    /// </summary>
    public MirroringMember? FindPrincipal() =>
        Primaries()
            .Where(member => Group(member)!.SequenceNumber >= Memory.SequenceNumber || member.Name == Memory.Principal)
            .OrderByDescending(member => Group(member)!.SequenceNumber)
            .ThenByDescending(member => member.Name == Memory.Principal)
            .FirstOrDefault();

    /// <summary>Notes who serves and since when nobody does.</summary>
    public void Remember(MirroringMember? principal)
    {
        var newest = Members.Max(member => Group(member)?.SequenceNumber ?? 0);
        Memory = Memory with { SequenceNumber = Math.Max(Memory.SequenceNumber, newest) };
        if (principal is not null)
        {
            Memory = Memory with
            {
                Principal = principal.Name,
                PrincipalLastSeenAt = now,
                PrincipalLostSince = null,
                Failover = Finish(principal),
                // Refusals speak of a time without principal, which is over.
                Outcomes = Memory.Outcomes.RemoveRange(goal.Partners.Select(partner =>
                    MirroringAction.KeyOf(MirroringActionKind.FailOver, partner.Name, null))),
            };
        }
        else if (!goal.Fence)
        {
            Memory = Memory with { PrincipalLostSince = Memory.PrincipalLostSince ?? now };
        }
    }

    public void DemoteEveryone()
    {
        foreach (var member in Primaries())
        {
            Demote(member, "The group is fenced: another site serves its databases.");
        }

        Memory = Memory with { Principal = null, PrincipalLostSince = null, PrincipalLastSeenAt = null };
    }

    public void DemoteAllBut(MirroringMember? principal)
    {
        foreach (var member in Primaries().Where(member => member.Name != principal?.Name))
        {
            Demote(member, principal is null
                ? "Its configuration is older than one that was seen: another took over since."
                : $"{principal.Name} is the principal.");
        }
    }

    private void Demote(MirroringMember member, string why) =>
        Do(MirroringActionKind.TakeOffline, member, AvailabilityGroupStatements.Offline(goal.Group), why);

    private IEnumerable<MirroringMember> Primaries() => goal.Partners.Where(member => Group(member)?.Role == GroupRole.Primary);

    /// <summary>A failover is done once its target serves every database of the group.</summary>
    private MirrorFailover? Finish(MirroringMember principal)
    {
        if (Memory.Failover is not { IsUnderWay: true } failover)
        {
            return Memory.Failover;
        }

        if (failover.To != principal.Name)
        {
            // Not yet demoted, or another had to take the role: an order that went wrong is reported, the rest has ended otherwise.
            return failover.From == principal.Name || failover.Reason == MirrorFailover.Ordered ? failover : failover with { To = principal.Name };
        }

        var serving = Seen(principal).Databases.Where(copy => copy.InGroup).All(copy => copy.IsOnline);
        return serving ? failover with { CompletedAt = now } : failover;
    }
}
