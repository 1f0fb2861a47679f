namespace ChatDr.Simulator.Engine.Mirroring;

/// <summary>What a partner has to do when it meets the other.</summary>
internal enum Encounter
{
    /// <summary>Go on: one is principal, the other follows it.</summary>
    Agree,

    /// <summary>Become principal under the other's role sequence.</summary>
    TakeOver,

    /// <summary>Become mirror under the other's role sequence.</summary>
    Yield,

    /// <summary>As principal, offer a role sequence above the other's candidacy: only if it accepts, durably, may the principal go on with it.</summary>
    Renew,

    /// <summary>The other one has to change.</summary>
    Insist,
}
