namespace ChatDr.Simulator.Engine.Mirroring;

/// <summary>The conversation with the witness.</summary>
internal sealed partial class MirroredDatabase
{
    private bool? _witnessHolds;
    private MirroringSession? _witnessTold;

    private async Task ConverseWithWitnessAsync(MirroringLink link, CancellationToken cancellationToken)
    {
        while (true)
        {
            var answer = Require(await AskAsync(link, Message(MirroringRequest.WitnessPing), cancellationToken));
            Hear(link, answer);
            Evaluate();
            if (Session.Role == MirroringRole.Principal)
            {
                await NoteAsync(link, cancellationToken);
            }
            else if (await RunForPrincipalAsync(link, cancellationToken))
            {
                continue;
            }

            await link.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Takes in what the witness holds: another principal, its own grant that a crash hid, or that it agrees to a failover.</summary>
    private void Hear(MirroringLink link, MirroringMessage answer)
    {
        lock (_gate)
        {
            if (link != _witness)
            {
                // It is the witness no longer.
                return;
            }

            _seesWitness = true;
            if (answer.Record is not { } record)
            {
                return;
            }

            var isMine = string.Equals(record.Principal, _instance.ServerName, StringComparison.OrdinalIgnoreCase);
            if (_session.Role == MirroringRole.Principal)
            {
                _isSuperseded = record.RoleSequence > _session.RoleSequence && !isMine;
            }
            else if (isMine && _session.Candidacy > 0 && record.RoleSequence == _session.Candidacy)
            {
                BecomePrincipalLocked(record.RoleSequence, record.IsSuspended, "automatic failover");
                _isNotedByWitness = true;
            }
            else
            {
                _witnessAgrees = record.RoleSequence == _session.RoleSequence && record.IsSynchronized && !answer.SeesOther;
            }
        }
    }

    /// <summary>As principal: has the witness note how the partners stand. While that is open, no commit may be acknowledged alone.</summary>
    private async Task NoteAsync(MirroringLink link, CancellationToken cancellationToken)
    {
        while (true)
        {
            MirroringMessage question;
            bool synchronized;
            MirroringSession session;
            lock (_gate)
            {
                (synchronized, session) = (_isSynchronized, _session);
                if (session.Role != MirroringRole.Principal || (_witnessHolds == synchronized && _witnessTold == session))
                {
                    return;
                }

                _isNotedByWitness = _isNotedByWitness && !synchronized;
                question = MessageLocked(MirroringRequest.WitnessNote) with { Record = RecordLocked(synchronized) };
            }

            var answer = await AskAsync(link, question, cancellationToken);
            lock (_gate)
            {
                if (link != _witness)
                {
                    return;
                }

                if (_session.Role != MirroringRole.Principal || _session.RoleSequence != session.RoleSequence)
                {
                    continue;
                }

                _isSuperseded = !answer.Ok;
                _isNotedByWitness = answer.Ok && !synchronized;
                _witnessHolds = answer.Ok ? synchronized : null;
                _witnessTold = answer.Ok ? session : null;
            }

            Evaluate();
            if (!answer.Ok)
            {
                return;
            }
        }
    }

    /// <summary>As mirror: asks for the principal's role if the decision says so; true if it has it now.</summary>
    private async Task<bool> RunForPrincipalAsync(MirroringLink link, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_isStopped || Quorum.Decide(ViewLocked) != QuorumVerdict.FailOver)
            {
                return false;
            }
        }

        return await AskForRoleAsync(link, forced: false, cancellationToken);
    }

    /// <summary>Notes the candidacy, then asks the witness. Without an answer the candidacy stands: the witness may have granted it.</summary>
    private async Task<bool> AskForRoleAsync(MirroringLink link, bool forced, CancellationToken cancellationToken)
    {
        int sequence;
        MirroringMessage question;
        lock (_gate)
        {
            sequence = _session.RoleSequence + 1;
            SaveLocked(_session with { Candidacy = sequence });
            question = MessageLocked(MirroringRequest.WitnessGrant) with { Sequence = sequence, Forced = forced };
        }

        var answer = await AskAsync(link, question, cancellationToken);
        lock (_gate)
        {
            if (_session.Role != MirroringRole.Mirror || _session.Candidacy != sequence)
            {
                return false;
            }

            if (answer.Ok)
            {
                BecomePrincipalLocked(sequence, forced, forced ? "forced service" : "automatic failover");
                _isNotedByWitness = true;
            }
            else
            {
                SaveLocked(_session with { Candidacy = 0 });
            }
        }

        Evaluate();
        _partner?.Wake();
        return answer.Ok;
    }

    private WitnessRecord RecordLocked(bool synchronized) => new()
    {
        Id = _session.Id ?? Guid.Empty,
        Database = Database.Name,
        FamilyGuid = Database.Read(image => image.FamilyGuid),
        Principal = _instance.ServerName,
        Mirror = _session.PartnerInstance,
        RoleSequence = _session.RoleSequence,
        IsSynchronized = synchronized,
        IsSafetyFull = _session.IsSafetyFull,
        SafetySequence = _session.SafetySequence,
        IsSuspended = _session.IsSuspended,
        SuspendedSequence = _session.SuspendedSequence,
        Timeout = _session.Timeout,
    };
}
