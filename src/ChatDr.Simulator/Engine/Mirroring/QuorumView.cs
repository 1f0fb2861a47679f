namespace ChatDr.Simulator.Engine.Mirroring;

/// <summary>What a partner knows when it decides whether it may serve, or has to take over.</summary>
internal sealed record QuorumView
{
    /// <summary>Its role.</summary>
    public required MirroringRole Role { get; init; }

    /// <summary>Whether a witness is set: then quorum is required.</summary>
    public bool HasWitness { get; init; }

    /// <summary>SAFETY FULL.</summary>
    public bool IsSafetyFull { get; init; } = true;

    /// <summary>Whether it is connected to its partner.</summary>
    public bool SeesPartner { get; init; }

    /// <summary>Whether it is connected to the witness.</summary>
    public bool SeesWitness { get; init; }

    /// <summary>Principal: every acknowledged commit is on the mirror, and commits wait for it. Mirror: its principal said so last.</summary>
    public bool IsSynchronized { get; init; }

    /// <summary>
    /// Principal: the witness or the mirror durably noted, under the current role sequence, that the partners are not synchronised. No automatic failover is
    /// possible then.
    /// </summary>
    public bool IsNotedUnsynchronized { get; init; }

    /// <summary>Principal: the witness knows a later role sequence, so another is principal.</summary>
    public bool IsSuperseded { get; init; }

    /// <summary>Mirror: it was connected to the witness when it lost the principal, and ever since.</summary>
    public bool SawPrincipalGo { get; init; }

    /// <summary>Mirror: the witness says that it has lost the principal, too, and that the partners were synchronised under this role sequence.</summary>
    public bool WitnessAgrees { get; init; }
}
