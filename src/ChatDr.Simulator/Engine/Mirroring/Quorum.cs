namespace ChatDr.Simulator.Engine.Mirroring;

/// <summary>
/// Who may serve and who may take over (docs/sql-server-facts.md B5; Microsoft Learn, "Quorum: How a witness affects database availability"). The argument:
/// with a witness, an automatic failover needs the mirror's own durable note that it is synchronised, and the witness's. A principal acknowledges a commit that
/// the mirror lacks only after one of the two took its note back, and nobody but the principal of that role sequence can put it there again. So no failover
/// loses an acknowledged commit, whatever clocks say; and once the witness granted the next role sequence, it refuses the old principal its quorum, so that two
/// never serve. Without a witness nothing is fenced: a forced service may make two principals until the partners meet again.
/// </summary>
internal static class Quorum
{
    /// <summary>The decision.</summary>
    public static QuorumVerdict Decide(QuorumView view) => view.Role == MirroringRole.Principal ? DecidePrincipal(view) : DecideMirror(view);

    /// <summary>Whether the principal may acknowledge a commit that the mirror does not have.</summary>
    public static bool MayCommitAlone(QuorumView view) => !view.HasWitness || view.IsNotedUnsynchronized;

    private static QuorumVerdict DecidePrincipal(QuorumView view)
    {
        if (view.IsSuperseded || (view.HasWitness && !view.SeesPartner && !view.SeesWitness))
        {
            return QuorumVerdict.Stop;
        }

        if (view.SeesPartner && view.IsSynchronized)
        {
            return QuorumVerdict.Serve;
        }

        if (MayCommitAlone(view))
        {
            return view.SeesPartner ? QuorumVerdict.Serve : QuorumVerdict.ServeExposed;
        }

        return view.SeesWitness ? QuorumVerdict.NoteUnsynchronized : QuorumVerdict.AwaitMirror;
    }

    private static QuorumVerdict DecideMirror(QuorumView view)
    {
        if (view.SeesPartner)
        {
            return QuorumVerdict.Follow;
        }

        var isAutomatic = view is { HasWitness: true, IsSafetyFull: true, SeesWitness: true, IsSynchronized: true, SawPrincipalGo: true, WitnessAgrees: true };
        return isAutomatic ? QuorumVerdict.FailOver : QuorumVerdict.Wait;
    }
}
