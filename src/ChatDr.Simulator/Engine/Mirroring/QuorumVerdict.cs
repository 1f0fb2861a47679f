namespace ChatDr.Simulator.Engine.Mirroring;

/// <summary>What a partner has to do.</summary>
internal enum QuorumVerdict
{
    /// <summary>Principal: serve. Commits wait for the mirror while it is synchronised.</summary>
    Serve,

    /// <summary>Principal: serve without being mirrored (run exposed).</summary>
    ServeExposed,

    /// <summary>Principal: have the witness note that the partners are not synchronised; until it did, no commit is acknowledged without the mirror.</summary>
    NoteUnsynchronized,

    /// <summary>Principal: wait for the mirror to say where it stands (956).</summary>
    AwaitMirror,

    /// <summary>Principal: stop serving (955).</summary>
    Stop,

    /// <summary>Mirror: follow the principal.</summary>
    Follow,

    /// <summary>Mirror: wait for the principal, or for a person.</summary>
    Wait,

    /// <summary>Mirror: ask the witness for the principal's role.</summary>
    FailOver,
}
