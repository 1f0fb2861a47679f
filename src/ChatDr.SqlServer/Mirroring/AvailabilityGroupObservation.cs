namespace ChatDr.SqlServer.Mirroring;

/// <summary>What all members said at about the same moment.</summary>
/// <param name="Members">One entry for each partner and the witness.</param>
public sealed record AvailabilityGroupObservation(IReadOnlyList<MemberObservation> Members)
{
    /// <summary>What <paramref name="member"/> said.</summary>
    public MemberObservation Of(MirroringMember member) =>
        Members.FirstOrDefault(seen => seen.Member == member.Name) ?? new MemberObservation { Member = member.Name, Failure = "It was not asked." };
}
