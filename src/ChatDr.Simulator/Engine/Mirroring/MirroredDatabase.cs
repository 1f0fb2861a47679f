using System.Diagnostics.CodeAnalysis;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Engine.Storage;

namespace ChatDr.Simulator.Engine.Mirroring;

/// <summary>
/// One partner's side of a mirroring session. Whatever decides about roles and about serving happens under one lock, and is durable before anybody hears of it;
/// nothing waits for another instance while holding it.
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "The semaphore makes no wait handle; statements may still come after the session has stopped.")]
internal sealed partial class MirroredDatabase
{
    private const string Partner = "partner";

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _command = new(1, 1);
    private readonly Instance _instance;
    private MirroringSession _session;
    private MirroringLink? _partner;
    private MirroringLink? _witness;
    private bool _isStopped;
    private bool _seesPartner;
    private bool _seesWitness;
    private string _partnerProblem = "";

    public MirroredDatabase(Instance instance, Database database, MirroringSession session)
    {
        (_instance, Database, _session) = (instance, database, session);
        _isServing = database.Role == DatabaseRole.Primary;
    }

    /// <summary>The local copy.</summary>
    public Database Database { get; }

    /// <summary>The session as it is kept.</summary>
    public MirroringSession Session
    {
        get
        {
            lock (_gate)
            {
                return _session;
            }
        }
    }

    /// <summary>mirroring_state.</summary>
    public MirroringState State
    {
        get
        {
            lock (_gate)
            {
                return StateLocked;
            }
        }
    }

    /// <summary>mirroring_witness_state: null without a witness.</summary>
    public bool? SeesWitness
    {
        get
        {
            lock (_gate)
            {
                return _session.WitnessAddress is null ? null : _seesWitness;
            }
        }
    }

    /// <summary>Why the last attempt to reach the partner failed; empty while it is connected.</summary>
    public string PartnerProblem
    {
        get
        {
            lock (_gate)
            {
                return _partnerProblem;
            }
        }
    }

    /// <summary>Up to where the mirror has the log, as far as this side knows.</summary>
    public Lsn MirroredTo
    {
        get
        {
            lock (_gate)
            {
                return _session.Role == MirroringRole.Mirror ? Database.EndOfLog : _hardened;
            }
        }
    }

    private MirroringState StateLocked => this switch
    {
        { _isPendingFailover: true } => MirroringState.PendingFailover,
        { _session.IsSuspended: true } => MirroringState.Suspended,
        { _seesPartner: false } => MirroringState.Disconnected,
        { _session.Role: MirroringRole.Mirror } =>
            _session.IsSynchronized || (!_session.IsSafetyFull && _partnerState == MirroringState.Synchronized)
                ? MirroringState.Synchronized
                : MirroringState.Synchronizing,
        _ => _isSynchronized || (!_session.IsSafetyFull && _isStreaming && _hardened >= Database.EndOfLog)
            ? MirroringState.Synchronized
            : MirroringState.Synchronizing,
    };

    private Standing StandingLocked => new(_session.Role, _session.RoleSequence, _session.Candidacy);

    /// <summary>Connects to the others, once the session has an id.</summary>
    public void Start()
    {
        lock (_gate)
        {
            if (_isStopped || _session.Id is null || _partner is not null)
            {
                return;
            }

            Database.HoldForMirror(_session.Role == MirroringRole.Principal ? default(Lsn) : null);
            if (_session.Role == MirroringRole.Mirror)
            {
                Database.Barrier = IsMirror;
                Database.BecomeRole(DatabaseRole.Secondary);
            }

            Database.LogGrown += WakePartner;
            _partner = new MirroringLink(_instance, _session.PartnerAddress, ConverseWithPartnerAsync, (_, reason) => LosePartner(reason));
            LinkWitnessLocked();
        }

        Evaluate();
    }

    /// <summary>Ends the links and decides nothing any more; what is kept stays.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _isStopped = true;
            (_seesPartner, _seesWitness) = (false, false);
            Database.LogGrown -= WakePartner;
            _partner?.Stop();
            _witness?.Stop();
        }
    }

    private void LinkWitnessLocked()
    {
        _witness?.Stop();
        (_witness, _seesWitness, _isNotedByWitness, _witnessHolds, _isSuperseded) = (null, false, false, null, false);
        if (_session.WitnessAddress is { } address)
        {
            _witness = new MirroringLink(_instance, address, ConverseWithWitnessAsync, LoseWitness);
        }
    }

    private void SaveLocked(MirroringSession session)
    {
        ObjectDisposedException.ThrowIf(_isStopped, this);
        Database.ChangeFile(file => file with { Mirroring = session });
        _session = session;
    }

    private void LosePartner(Exception reason)
    {
        lock (_gate)
        {
            if (_seesPartner)
            {
                LogLostLocked("partner", _session.PartnerAddress, reason);
            }

            _sawPrincipalGo = _seesPartner ? _seesWitness && _session.Role == MirroringRole.Mirror : _sawPrincipalGo;
            (_seesPartner, _partnerProblem) = (false, reason.Message);
            ForgetStreamLocked();
        }

        _witness?.Wake();
        Evaluate();
    }

    private void LoseWitness(MirroringLink link, Exception reason)
    {
        lock (_gate)
        {
            if (link != _witness)
            {
                // It is the witness no longer.
                return;
            }

            if (_seesWitness)
            {
                LogLostLocked("witness", _session.WitnessAddress ?? "", reason);
            }

            (_seesWitness, _sawPrincipalGo, _witnessAgrees) = (false, false, false);
        }

        Evaluate();
    }

    private void LogLostLocked(string what, string address, Exception reason)
    {
        if (reason is TimeoutException)
        {
            _instance.ErrorLog.Write(1479, 16, 1, $"The mirroring connection to '{address}', the {what} of database '{Database.Name}', has timed out "
                + $"after {_session.Patience.TotalSeconds:0} seconds without a response. Check the service and network connections.");
        }
        else
        {
            _instance.ErrorLog.Write(1474, 16, 1, $"Database mirroring connection error '{reason.Message}' for '{address}', the {what} of database "
                + $"'{Database.Name}'.");
        }
    }

    private void WakePartner() => _partner?.Wake();

    private MirroringMessage MessageLocked(MirroringRequest kind) => new()
    {
        Kind = kind,
        Sender = _instance.ServerName,
        Session = _session.Id ?? Guid.Empty,
        Database = Database.Name,
        Standing = StandingLocked,
        State = StateLocked,
        SettingsSequence = _session.SettingsSequence,
        Settings = _session.Role == MirroringRole.Principal ? _session : null,
    };

    private MirroringMessage Message(MirroringRequest kind)
    {
        lock (_gate)
        {
            return MessageLocked(kind);
        }
    }

    private static MirroringMessage Require(MirroringMessage answer) => answer.Ok ? answer : throw new IOException(answer.Reason);
}
