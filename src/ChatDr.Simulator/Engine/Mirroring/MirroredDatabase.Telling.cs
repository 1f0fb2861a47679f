using ChatDr.Simulator.Engine.Transport;

namespace ChatDr.Simulator.Engine.Mirroring;

/// <summary>How a statement tells the others: the mirror before anything changes here, the witness, and whoever else is to know.</summary>
internal sealed partial class MirroredDatabase
{
    private async Task<bool> AskForForcedRoleAsync(MirroringLink witness, CancellationToken cancellationToken)
    {
        try
        {
            return await AskForRoleAsync(witness, forced: true, cancellationToken);
        }
        catch (Exception e) when (PeerConnection.IsUnreachable(e) && !cancellationToken.IsCancellationRequested)
        {
            throw MirroringErrors.NobodyAvailable(Database.Name);
        }
    }

    /// <summary>
    /// Changes settings on the mirror, if it is there, then here. The mirror takes back its note that it is synchronised until the principal says so again.
    /// </summary>
    private async Task ReconfigureAsync(Func<MirroringSession, MirroringSession> change, bool needsPartner, CancellationToken cancellationToken)
    {
        MirroringSession changed;
        bool seesPartner;
        lock (_gate)
        {
            RequirePrincipalLocked();
            changed = change(_session);
            changed = changed == _session ? changed : changed with { SettingsSequence = changed.SettingsSequence + 1 };
            seesPartner = _seesPartner;
        }

        if (needsPartner && !seesPartner)
        {
            throw MirroringErrors.PartnersNotConnected(Database.Name);
        }

        if (changed == Session)
        {
            return;
        }

        if (seesPartner && _partner is { } link)
        {
            await TellMirrorAsync(link, changed, needsPartner, cancellationToken);
        }

        lock (_gate)
        {
            RequirePrincipalLocked();
            var witness = _session.WitnessAddress;
            SaveLocked(change(_session) with { SettingsSequence = changed.SettingsSequence });
            changed = _session;
            if (witness != changed.WitnessAddress)
            {
                LinkWitnessLocked();
            }
        }

        Evaluate();
        WakePartner();
        await AwaitAsync(() => !_seesPartner || _session != changed || _told == changed);
    }

    private async Task TellMirrorAsync(MirroringLink link, MirroringSession changed, bool isNeeded, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await AskAsync(link, Message(MirroringRequest.Configure) with { Settings = changed }, cancellationToken);
            if (answer.Error == 1462)
            {
                throw MirroringErrors.RedoFailed(Database.Name);
            }

            if (!answer.Ok && isNeeded)
            {
                throw MirroringErrors.PartnersNotConnected(Database.Name);
            }

            lock (_gate)
            {
                // The mirror took back its note; it gets it again after the link has told it what is kept here.
                _isSynchronized = false;
            }
        }
        catch (Exception e) when (PeerConnection.IsUnreachable(e) && !cancellationToken.IsCancellationRequested)
        {
            if (isNeeded)
            {
                throw MirroringErrors.PartnersNotConnected(Database.Name);
            }
        }
    }

    /// <summary>Has the three agree on a witness: it may be one, it is distinct, the mirror reaches it, and it keeps the first record.</summary>
    private async Task RecruitAsync(string address, CancellationToken cancellationToken)
    {
        var probe = await AskOnceAsync(address, Message(MirroringRequest.WitnessProbe), cancellationToken);
        if (!probe.Ok)
        {
            throw MirroringErrors.NotAWitness(address, probe.Reason);
        }

        if (new[] { _instance.ServerName, Session.PartnerInstance }.Contains(probe.Sender, StringComparer.OrdinalIgnoreCase))
        {
            throw MirroringErrors.WitnessNotDistinct();
        }

        if (!await TellAsync(_partner, _seesPartner, MirroringRequest.ProbeWitness, cancellationToken, address))
        {
            throw MirroringErrors.NotThreeWay(Database.Name);
        }

        MirroringMessage first;
        lock (_gate)
        {
            first = MessageLocked(MirroringRequest.WitnessSet) with { Record = RecordLocked(synchronized: false) };
        }

        if (await AskOnceAsync(address, first, cancellationToken) is { Ok: false } refusal)
        {
            throw MirroringErrors.NotAWitness(address, refusal.Reason);
        }
    }

    private async Task<MirroringMessage> AskOnceAsync(string address, MirroringMessage question, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await PeerConnection.ConnectAsync(_instance, address, cancellationToken);
            return await connection.AskAsync(question, Session.Patience, cancellationToken);
        }
        catch (Exception e) when (PeerConnection.IsUnreachable(e) && !cancellationToken.IsCancellationRequested)
        {
            throw MirroringErrors.WitnessUnreachable(address, e.Message);
        }
    }

    private async Task AskPrincipalAsync(MirroringRequest kind, CancellationToken cancellationToken)
    {
        if (!await TellAsync(_partner, _seesPartner, kind, cancellationToken))
        {
            throw MirroringErrors.PartnersNotConnected(Database.Name);
        }
    }

    private async Task<bool> TellAsync(MirroringLink? link, bool isSeen, MirroringRequest kind, CancellationToken cancellationToken, string address = "")
    {
        if (link is null || !isSeen)
        {
            return false;
        }

        try
        {
            return (await AskAsync(link, Message(kind) with { Address = address }, cancellationToken)).Ok;
        }
        catch (Exception e) when (PeerConnection.IsUnreachable(e) && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
