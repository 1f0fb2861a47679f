namespace ChatDr.Simulator.Engine.Mirroring;

/// <summary>What the instances of a mirroring session ask of each other.</summary>
internal enum MirroringRequest
{
    /// <summary>Principal to a future mirror: where is your copy, and may it be mirrored.</summary>
    Probe,

    /// <summary>Principal to a future mirror: the session begins.</summary>
    Start,

    /// <summary>Partner to partner, on connecting: who is what.</summary>
    Meet,

    /// <summary>Partner to partner: are you there.</summary>
    Ping,

    /// <summary>Principal to mirror: where does your log end; from now on it is not synchronised.</summary>
    Position,

    /// <summary>Principal to mirror: cut your log back to where both are the same.</summary>
    CutBack,

    /// <summary>Principal to mirror: harden log.</summary>
    Log,

    /// <summary>Principal to mirror: note that you are synchronised.</summary>
    Synchronized,

    /// <summary>Principal to mirror: the session's settings; it is not synchronised until the principal says so again.</summary>
    Configure,

    /// <summary>Mirror to principal: suspend the session.</summary>
    Suspend,

    /// <summary>Mirror to principal: remove the witness.</summary>
    RemoveWitness,

    /// <summary>Partner to partner: the session is over.</summary>
    Remove,

    /// <summary>Principal to mirror: can you reach that witness.</summary>
    ProbeWitness,

    /// <summary>To a witness: are you there, and may you be one.</summary>
    WitnessProbe,

    /// <summary>Principal to a new witness: keep this record.</summary>
    WitnessSet,

    /// <summary>Partner to witness: I am here; what do you hold.</summary>
    WitnessPing,

    /// <summary>Principal to witness: this is how it stands.</summary>
    WitnessNote,

    /// <summary>Mirror to witness: may I become principal.</summary>
    WitnessGrant,

    /// <summary>Partner to witness: the session is over, or goes on without you.</summary>
    WitnessRemove,
}
