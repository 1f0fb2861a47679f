using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Engine.Storage;

namespace ChatDr.Simulator.Engine.Mirroring;

/// <summary>The statements about a session that runs (docs/sql-server-facts.md B3).</summary>
internal sealed partial class MirroredDatabase
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(10);

    /// <summary>SET PARTNER FAILOVER.</summary>
    /// <exception cref="SqlErrorException">1404, 1421, 1422, 1470, 1477.</exception>
    public Task FailOverAsync() => CommandAsync(async () =>
    {
        lock (_gate)
        {
            RequirePrincipalLocked();
            if (!_session.IsSafetyFull)
            {
                throw MirroringErrors.SafetyNotFull(Database.Name);
            }

            if (!_isSynchronized || !_seesPartner)
            {
                throw MirroringErrors.NotCaughtUp(Database.Name);
            }

            (_isPendingFailover, _isServing, _isHeld) = (true, false, false);
            Database.Barrier = InTransition;
            Database.BecomeRole(DatabaseRole.Resolving);
        }

        _instance.Sessions.Disconnect(Database.Name);
        try
        {
            WakePartner();
            if (!await AwaitAsync(() => !_seesPartner || _hardened >= Database.EndOfLog) || !HandOver())
            {
                throw MirroringErrors.NotCaughtUp(Database.Name);
            }
        }
        finally
        {
            lock (_gate)
            {
                _isPendingFailover = false;
            }

            Evaluate();
        }

        WakePartner();
        if (!await AwaitAsync(() => _seesPartner && _session.Role == MirroringRole.Mirror && _partnerState != MirroringState.Disconnected))
        {
            throw MirroringErrors.TimedOut(Database.Name);
        }
    });

    /// <summary>SET PARTNER FORCE_SERVICE_ALLOW_DATA_LOSS.</summary>
    /// <exception cref="SqlErrorException">1404, 1431, 1455.</exception>
    public Task ForceServiceAsync(CancellationToken cancellationToken) => CommandAsync(async () =>
    {
        MirroringLink? witness;
        lock (_gate)
        {
            if (_session.Role != MirroringRole.Mirror || _session.Id is null || _seesPartner || _session.IsRedoFailed)
            {
                throw MirroringErrors.CannotForce(Database.Name);
            }

            if (_session.WitnessAddress is not null && !_seesWitness)
            {
                throw MirroringErrors.NobodyAvailable(Database.Name);
            }

            witness = _witness;
            if (witness is null)
            {
                BecomePrincipalLocked(_session.RoleSequence + 1, forced: true, "forced service");
            }
        }

        if (witness is not null && !await AskForForcedRoleAsync(witness, cancellationToken))
        {
            throw MirroringErrors.CannotForce(Database.Name);
        }

        Evaluate();
        WakePartner();
    });

    /// <summary>SET PARTNER SUSPEND, on either partner.</summary>
    /// <exception cref="SqlErrorException">1404, 1447.</exception>
    public Task SuspendAsync(CancellationToken cancellationToken) => CommandAsync(() => Session.Role == MirroringRole.Mirror
        ? AskPrincipalAsync(MirroringRequest.Suspend, cancellationToken)
        : ReconfigureAsync(session => session.IsSuspended
                ? session
                : session with { IsSuspended = true, SuspendedSequence = session.SuspendedSequence + 1 },
            false, cancellationToken));

    /// <summary>SET PARTNER RESUME, on the principal.</summary>
    /// <exception cref="SqlErrorException">1404, 1447, 1462, 1470.</exception>
    public Task ResumeAsync(CancellationToken cancellationToken) => CommandAsync(() => ReconfigureAsync(
        session => session.IsSuspended
            ? session with { IsSuspended = false, SuspendedSequence = session.SuspendedSequence + 1 }
            : session,
        true, cancellationToken));

    /// <summary>SET PARTNER SAFETY, on the principal.</summary>
    /// <exception cref="SqlErrorException">1404, 1447, 1470, 1473.</exception>
    public Task SetSafetyAsync(bool full, CancellationToken cancellationToken) => CommandAsync(() =>
    {
        var edition = _instance.Options.Edition;
        return !full && edition.StartsWith("Standard", StringComparison.OrdinalIgnoreCase)
            ? throw MirroringErrors.SafetyOfEdition(edition)
            : ReconfigureAsync(session => session.IsSafetyFull == full
                    ? session
                    : session with { IsSafetyFull = full, SafetySequence = session.SafetySequence + 1 },
                true, cancellationToken);
    });

    /// <summary>SET PARTNER TIMEOUT, on the principal: 0 to 4 seconds mean 5.</summary>
    /// <exception cref="SqlErrorException">1404, 1447, 1470, 1476.</exception>
    public Task SetTimeoutAsync(int seconds, CancellationToken cancellationToken) => CommandAsync(() => seconds is < 0 or > short.MaxValue
        ? throw MirroringErrors.TimeoutRange()
        : ReconfigureAsync(session => session with { Timeout = Math.Max(5, seconds) }, true, cancellationToken));

    /// <summary>SET WITNESS = address, on the principal.</summary>
    /// <exception cref="SqlErrorException">1404, 1426, 1427, 1429, 1449, 1456, 1470.</exception>
    public Task SetWitnessAsync(string address, CancellationToken cancellationToken) => CommandAsync(async () =>
    {
        address = ServerAddress.Check(address);
        lock (_gate)
        {
            RequirePrincipalLocked();
            if (string.Equals(address, _session.PartnerAddress, StringComparison.OrdinalIgnoreCase))
            {
                throw MirroringErrors.WitnessNotDistinct();
            }

            if (StateLocked != MirroringState.Synchronized)
            {
                throw MirroringErrors.NotThreeWay(Database.Name);
            }
        }

        await RecruitAsync(address, cancellationToken);
        await ReconfigureAsync(session => session with { WitnessAddress = address }, true, cancellationToken);
        await AwaitAsync(() => _seesWitness && _witnessHolds == _isSynchronized);
    });

    /// <summary>SET WITNESS OFF, on either partner (Microsoft Learn, "Remove the witness from a database mirroring session").</summary>
    /// <exception cref="SqlErrorException">1404, 1431, 1439.</exception>
    public Task RemoveWitnessAsync(CancellationToken cancellationToken) => CommandAsync(async () =>
    {
        var session = Session;
        if (session.WitnessAddress is null)
        {
            throw MirroringErrors.NoWitness(Database.Name);
        }

        if (session.Role == MirroringRole.Mirror && _seesPartner)
        {
            await AskPrincipalAsync(MirroringRequest.RemoveWitness, cancellationToken);
            return;
        }

        var isTold = await TellAsync(_witness, _seesWitness, MirroringRequest.WitnessRemove, cancellationToken);
        if (session.Role == MirroringRole.Mirror)
        {
            lock (_gate)
            {
                SaveLocked(_session with { WitnessAddress = null });
                LinkWitnessLocked();
            }

            return;
        }

        // One of the two has to know before commits stop asking for the witness, or mirror and witness could still fail over together.
        if (!isTold && !_seesPartner)
        {
            throw MirroringErrors.NobodyAvailable(Database.Name);
        }

        await ReconfigureAsync(kept => kept with { WitnessAddress = null }, !isTold, cancellationToken);
    });

    /// <summary>SET PARTNER OFF, on either partner: whoever can be reached is told first.</summary>
    public Task EndAsync(CancellationToken cancellationToken) => CommandAsync(async () =>
    {
        await TellAsync(_witness, _seesWitness, MirroringRequest.WitnessRemove, cancellationToken);
        await TellAsync(_partner, _seesPartner, MirroringRequest.Remove, cancellationToken);
    });

    /// <summary>The session is over here: a principal serves on alone, a mirror stays RESTORING.</summary>
    public void End()
    {
        Stop();
        lock (_gate)
        {
            Database.ChangeFile(file => file with { Mirroring = null });
            Database.Barrier = null;
            Database.HoldForMirror(null);
            Database.SetParticipants(new Dictionary<string, Lsn>());
            Database.BecomeRole(DatabaseRole.Standalone);
        }

        _instance.ErrorLog.Write(1443, 10, 2, $"Database mirroring has been terminated for database '{Database.Name}'. This is an informational "
            + "message only. No user action is required.");
    }

    /// <summary>Waits a while for the first meeting with the partner.</summary>
    public async Task ConnectedAsync(CancellationToken cancellationToken)
    {
        if (!await AwaitAsync(() => _seesPartner))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw MirroringErrors.StartFailed(Database.Name);
        }
    }

    /// <summary>Does what the other partner's statement asks; null when it is no statement.</summary>
    public async Task<MirroringMessage?> AnswerStatementAsync(MirroringMessage question, DatabaseMirroring room, CancellationToken cancellationToken)
    {
        try
        {
            switch (question.Kind)
            {
                case MirroringRequest.Remove:
                    room.Remove(this);
                    break;
                case MirroringRequest.Suspend:
                    await SuspendAsync(cancellationToken);
                    break;
                case MirroringRequest.RemoveWitness:
                    await RemoveWitnessAsync(cancellationToken);
                    break;
                default:
                    return null;
            }

            return Message(question.Kind) with { Ok = true };
        }
        catch (SqlErrorException e)
        {
            return Message(question.Kind) with { Error = e.Number, Reason = e.Message };
        }
    }

    private async Task CommandAsync(Func<Task> command)
    {
        if (!await _command.WaitAsync(TimeSpan.Zero))
        {
            throw MirroringErrors.MirrorBusy(Database.Name);
        }

        try
        {
            await command();
        }
        finally
        {
            _command.Release();
        }
    }

    private void RequirePrincipalLocked()
    {
        if (_session.Role != MirroringRole.Principal)
        {
            throw MirroringErrors.PrincipalOnly(Database.Name);
        }
    }

    /// <summary>Gives up the role, durably, when the mirror has everything: from then on only the partner can be principal.</summary>
    private bool HandOver()
    {
        lock (_gate)
        {
            var end = Database.EndOfLog;
            if (!_seesPartner || _session.Role != MirroringRole.Principal || _hardened < end)
            {
                return false;
            }

            BecomeMirrorLocked(_session.RoleSequence + 1, suspended: false, end, "manual failover");
            return true;
        }
    }

    /// <summary>Waits until something is so, at most as long as the partner may be silent.</summary>
    private async Task<bool> AwaitAsync(Func<bool> condition)
    {
        var (started, patience) = (_instance.Time.GetTimestamp(), Session.Patience);
        while (true)
        {
            lock (_gate)
            {
                if (condition())
                {
                    return true;
                }

                if (_isStopped || _instance.Time.GetElapsedTime(started) > patience)
                {
                    return false;
                }
            }

            await Task.Delay(Poll, _instance.Time);
        }
    }
}
