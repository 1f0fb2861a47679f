namespace ChatDr.Simulator.Engine.Mirroring;

/// <summary>Where a partner stands when it meets the other.</summary>
/// <param name="Role">Its role.</param>
/// <param name="Sequence">Its role sequence.</param>
/// <param name="Candidacy">The role sequence under which it asked to become principal and does not know the answer; 0 for none.</param>
internal readonly record struct Standing(MirroringRole Role, int Sequence, int Candidacy = 0)
{
    /// <summary>
    /// What this partner has to do about the other. A mirror's role sequence is its durable word that the other one is principal under it, so that the one with
    /// the lower number takes over from what a crash interrupted; of two principals the one with the lower number yields.
    /// </summary>
    /// <param name="other">Where the other stands.</param>
    public Encounter Meet(Standing other) => (Role, other.Role) switch
    {
        (MirroringRole.Principal, MirroringRole.Principal) => Sequence < other.Sequence ? Encounter.Yield : Encounter.Insist,
        (MirroringRole.Mirror, MirroringRole.Mirror) => Sequence < other.Sequence ? Encounter.TakeOver : Encounter.Insist,
        (MirroringRole.Principal, MirroringRole.Mirror) when other.Sequence > Sequence => Encounter.TakeOver,
        (MirroringRole.Principal, MirroringRole.Mirror) when other.Candidacy > Sequence => Encounter.Renew,
        (MirroringRole.Mirror, MirroringRole.Principal) when Sequence > other.Sequence || Candidacy > other.Sequence => Encounter.Insist,
        _ => Encounter.Agree,
    };
}
