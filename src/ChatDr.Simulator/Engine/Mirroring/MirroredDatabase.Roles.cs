using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Engine.Storage;

namespace ChatDr.Simulator.Engine.Mirroring;

/// <summary>Deciding to serve, to stop, to take over and to yield; and doing it.</summary>
internal sealed partial class MirroredDatabase
{
    private bool _isServing;
    private bool _isHeld;
    private bool _isNotedByWitness;
    private bool _isNotedByMirror;
    private bool _isSuperseded;
    private bool _isPendingFailover;
    private bool _sawPrincipalGo;
    private bool _witnessAgrees;

    private QuorumView ViewLocked => new()
    {
        Role = _session.Role,
        HasWitness = _session.WitnessAddress is not null,
        IsSafetyFull = _session.IsSafetyFull,
        SeesPartner = _seesPartner,
        SeesWitness = _seesWitness,
        IsSynchronized = _session.Role == MirroringRole.Principal ? _isSynchronized : _session.IsSynchronized,
        IsNotedUnsynchronized = _isNotedByWitness || _isNotedByMirror,
        IsSuperseded = _isSuperseded,
        SawPrincipalGo = _sawPrincipalGo,
        WitnessAgrees = _witnessAgrees,
    };

    /// <summary>Decides, and does what the decision says about serving. Called after whatever may change it.</summary>
    private void Evaluate()
    {
        var (stops, notes) = (false, false);
        lock (_gate)
        {
            if (_isStopped || _isPendingFailover || _session.Id is null)
            {
                return;
            }

            var view = ViewLocked;
            switch (Quorum.Decide(view))
            {
                case QuorumVerdict.Serve or QuorumVerdict.ServeExposed:
                    HoldCommitsLocked(_isGated || !Quorum.MayCommitAlone(view));
                    ServeLocked();
                    break;
                case QuorumVerdict.NoteUnsynchronized:
                    HoldCommitsLocked(true);
                    notes = true;
                    break;
                case QuorumVerdict.AwaitMirror:
                    HoldCommitsLocked(true);
                    Database.Barrier = _isServing ? null : NotSynchronizedYet;
                    break;
                case QuorumVerdict.Stop:
                    stops = StopServingLocked();
                    break;
                case QuorumVerdict.Follow or QuorumVerdict.Wait or QuorumVerdict.FailOver:
                    break;
            }
        }

        if (stops)
        {
            _instance.Sessions.Disconnect(Database.Name);
        }

        if (notes)
        {
            _witness?.Wake();
        }
    }

    private void ServeLocked()
    {
        if (!_isServing)
        {
            _isServing = true;
            Database.BecomeRole(DatabaseRole.Primary);
            Database.Barrier = null;
            _instance.ErrorLog.Write(1440, 10, 1, $"Database mirroring is active with database '{Database.Name}' as the principal copy. This is an "
                + "informational message only. No user action is required.");
        }
    }

    private bool StopServingLocked()
    {
        Database.Barrier = NoQuorum;
        if (!_isServing)
        {
            return false;
        }

        (_isServing, _isHeld) = (false, false);
        Database.BecomeRole(DatabaseRole.Resolving);
        _instance.ErrorLog.Write(955, 14, 1, NoQuorum.Message);
        return true;
    }

    private SqlError NoQuorum => new(955, 14, 1, $"Database '{Database.Name}' is enabled for database mirroring, but lacks quorum: it cannot be "
        + "opened. Check the connections to the partner and the witness.");

    private SqlError NotSynchronizedYet => new(956, 14, 1, $"Database '{Database.Name}' is enabled for database mirroring, but has not yet "
        + "synchronized with its partner. Try again later.");

    private SqlError InTransition => new(952, 16, 1, $"Database '{Database.Name}' is in transition. Try the statement later.");

    private SqlError IsMirror => new(954, 14, 1, $"The database '{Database.Name}' cannot be opened. It is acting as a mirror database.");

    /// <summary>Makes commits wait for the mirror, or not.</summary>
    private void HoldCommitsLocked(bool hold)
    {
        if (hold != _isHeld)
        {
            _isHeld = hold;
            Database.SetParticipants(hold ? new Dictionary<string, Lsn> { [Partner] = _hardened } : new Dictionary<string, Lsn>());
        }
    }

    /// <summary>Becomes principal under a role sequence that is this partner's: granted, handed over, or forced.</summary>
    /// <exception cref="ObjectDisposedException">The session is over here: an answer that came late brings it back no more.</exception>
    private void BecomePrincipalLocked(int sequence, bool forced, string cause)
    {
        ObjectDisposedException.ThrowIf(_isStopped, this);
        var end = Database.EndOfLog;
        Database.Barrier = InTransition;
        Database.HoldForMirror(end);
        Database.BeginBranch(forced);
        var session = _session with
        {
            Role = MirroringRole.Principal,
            RoleSequence = sequence,
            Candidacy = 0,
            IsSynchronized = false,
            FailoverLsn = end,
            IsSuspended = forced,
            SuspendedSequence = _session.SuspendedSequence + (forced ? 1 : 0),
        };
        Database.ChangeFile(file => file with { Mirroring = session, Status = DatabaseStatus.Online });
        _session = session;
        ForgetRoleLocked();
        LogRole("MIRROR", "PRINCIPAL", cause);
    }

    /// <summary>Becomes mirror: stops serving, then keeps the role; what the log has more than the new principal's stays until the session goes on.</summary>
    /// <exception cref="ObjectDisposedException">The session is over here.</exception>
    private void BecomeMirrorLocked(int sequence, bool suspended, Lsn failover, string cause)
    {
        ObjectDisposedException.ThrowIf(_isStopped, this);
        (_isServing, _isHeld) = (false, false);
        Database.Barrier = IsMirror;
        Database.BecomeRole(DatabaseRole.Secondary);
        Database.HoldForMirror(null);
        var session = _session with
        {
            Role = MirroringRole.Mirror,
            RoleSequence = sequence,
            Candidacy = 0,
            IsSynchronized = false,
            IsSuspended = suspended,
            FailoverLsn = failover == default ? _session.FailoverLsn : failover,
        };
        Database.ChangeFile(file => file with { Mirroring = session, Status = DatabaseStatus.Restoring });
        _session = session;
        ForgetRoleLocked();
        LogRole("PRINCIPAL", "MIRROR", cause);
        _instance.ErrorLog.Write(1441, 10, 1, $"Database mirroring is active with database '{Database.Name}' as the mirror copy. This is an "
            + "informational message only. No user action is required.");
    }

    private void ForgetRoleLocked()
    {
        (_isNotedByWitness, _isNotedByMirror, _isSuperseded, _witnessHolds) = (false, false, false, null);
        (_sawPrincipalGo, _witnessAgrees, _partnerState) = (false, false, MirroringState.Disconnected);
        ForgetStreamLocked();
    }

    private void LogRole(string from, string to, string cause) => _instance.ErrorLog.Write(
        1480, 10, 1, $"The mirrored database \"{Database.Name}\" is changing roles from \"{from}\" to \"{to}\" because the mirroring session failed "
            + $"over due to {cause}.");

    /// <summary>Does what meeting the partner asks for. Returns whether the local role changed to mirror, so that clients have to go.</summary>
    private bool MeetLocked(MirroringMessage other, out Encounter encounter)
    {
        encounter = StandingLocked.Meet(other.Standing);
        switch (encounter)
        {
            case Encounter.TakeOver when _session.Role == MirroringRole.Mirror:
                BecomePrincipalLocked(other.Standing.Sequence, forced: false, "failover from partner");
                return false;
            case Encounter.TakeOver:
                SaveLocked(_session with { RoleSequence = other.Standing.Sequence });
                ForgetRoleLocked();
                return false;
            case Encounter.Yield:
                BecomeMirrorLocked(other.Standing.Sequence, other.Settings?.IsSuspended == true, default, "role synchronization");
                return true;
            case Encounter.Agree when _session.Role == MirroringRole.Mirror && other.Settings is { } settings:
                FollowLocked(settings);
                return false;
            case Encounter.Agree when _session.Role == MirroringRole.Principal && other.SettingsSequence > _session.SettingsSequence:
                SaveLocked(_session with { SettingsSequence = other.SettingsSequence + 1 });
                return false;
            default:
                return false;
        }
    }

    /// <summary>Takes over the principal's settings and role sequence.</summary>
    private void FollowLocked(MirroringSession principal)
    {
        if (principal.RoleSequence == _session.RoleSequence && principal.SettingsSequence < _session.SettingsSequence)
        {
            return;
        }

        var session = _session with
        {
            RoleSequence = principal.RoleSequence,
            Candidacy = 0,
            SettingsSequence = principal.SettingsSequence,
            WitnessAddress = principal.WitnessAddress,
            IsSafetyFull = principal.IsSafetyFull,
            SafetySequence = principal.SafetySequence,
            IsSuspended = principal.IsSuspended,
            SuspendedSequence = principal.SuspendedSequence,
            Timeout = principal.Timeout,
            FailoverLsn = principal.FailoverLsn,
            IsSynchronized = _session.IsSynchronized
                && principal.RoleSequence == _session.RoleSequence
                && principal is { IsSafetyFull: true, IsSuspended: false },
        };
        if (session == _session)
        {
            return;
        }

        var witness = _session.WitnessAddress;
        SaveLocked(session);
        if (witness != session.WitnessAddress)
        {
            LinkWitnessLocked();
        }
    }
}
