using ChatDr.Simulator.Engine.Storage;

namespace ChatDr.Simulator.Engine.Mirroring;

/// <summary>The conversation with the partner: meeting it, and as principal, sending it log.</summary>
internal sealed partial class MirroredDatabase
{
    private const int MaximumBatch = 1 << 20;
    private const int Attempts = 6;

    private bool _isStreaming;
    private bool _isGated;
    private bool _isSynchronized;
    private bool _isSuspect;
    private Lsn _hardened;
    private Lsn _gatedAt;
    private MirroringSession? _told;
    private MirroringState _partnerState;

    private void ForgetStreamLocked() => (_isStreaming, _isGated, _isSynchronized, _told) = (false, false, false, null);

    private async Task ConverseWithPartnerAsync(MirroringLink link, CancellationToken cancellationToken)
    {
        var met = await MeetAsync(link, cancellationToken);
        while (true)
        {
            var standing = Message(MirroringRequest.Ping).Standing;
            if (standing != met)
            {
                met = await MeetAsync(link, cancellationToken);
            }

            var isBusy = standing.Role == MirroringRole.Principal && await FeedAsync(link, cancellationToken);
            if (!isBusy && (!await link.WaitAsync(cancellationToken) || Interlocked.Exchange(ref _isSuspect, false)))
            {
                var pong = Require(await AskAsync(link, Message(MirroringRequest.Ping), cancellationToken));
                lock (_gate)
                {
                    _partnerState = pong.State;
                }
            }
        }
    }

    private Task<MirroringMessage> AskAsync(MirroringLink link, MirroringMessage question, CancellationToken cancellationToken) =>
        link.AskAsync(question, Session.Patience, cancellationToken);

    /// <summary>Settles with the partner who is what; returns where this side stands then.</summary>
    private async Task<Standing> MeetAsync(MirroringLink link, CancellationToken cancellationToken)
    {
        var offer = 0;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var answer = Require(await AskAsync(link, Message(MirroringRequest.Meet) with { Sequence = offer }, cancellationToken));
            var (leaves, encounter) = (false, Encounter.Insist);
            var standing = default(Standing);
            lock (_gate)
            {
                leaves = MeetLocked(answer, out encounter);
                standing = StandingLocked;
                if (encounter == Encounter.Agree)
                {
                    (_seesPartner, _partnerProblem, _sawPrincipalGo) = (true, "", false);
                    (_isSuperseded, _partnerState) = (false, answer.State);
                }
            }

            if (leaves)
            {
                _instance.Sessions.Disconnect(Database.Name);
            }

            Evaluate();
            offer = encounter == Encounter.Renew ? answer.Standing.Candidacy + 1 : 0;
            if (encounter == Encounter.Agree)
            {
                _witness?.Wake();
                return standing;
            }
        }

        throw new IOException("The partners do not agree on their roles yet.");
    }

    /// <summary>As principal: brings the mirror nearer; false when there is nothing to do.</summary>
    private async Task<bool> FeedAsync(MirroringLink link, CancellationToken cancellationToken)
    {
        var session = Session;
        if (session.Role != MirroringRole.Principal)
        {
            return false;
        }

        if (_told != session)
        {
            await ConfigureAsync(link, session, cancellationToken);
        }

        if (session.IsSuspended)
        {
            return false;
        }

        if (!_isStreaming && !await StartStreamingAsync(link, cancellationToken))
        {
            return false;
        }

        var sent = await SendAsync(link, cancellationToken);
        await SynchronizeAsync(link, session, cancellationToken);
        return sent;
    }

    private async Task ConfigureAsync(MirroringLink link, MirroringSession session, CancellationToken cancellationToken)
    {
        Require(await AskAsync(link, Message(MirroringRequest.Configure) with { Settings = session }, cancellationToken));
        lock (_gate)
        {
            // The mirror took back its note that it is synchronised, and only this principal can give it again.
            (_told, _isSynchronized, _isNotedByMirror) = (session, false, session.RoleSequence == _session.RoleSequence);
            _isGated = _isGated && session is { IsSafetyFull: true, IsSuspended: false };
            _isStreaming = _isStreaming && !session.IsSuspended;
        }

        Evaluate();
        _witness?.Wake();
    }

    private async Task<bool> StartStreamingAsync(MirroringLink link, CancellationToken cancellationToken)
    {
        var theirs = Require(await AskAsync(link, Message(MirroringRequest.Position), cancellationToken));
        var end = Database.EndOfLog;
        var common = BranchHistory.CommonPoint(theirs.Branches, Lsn.Min(theirs.Lsn, end), Database.Read(image => image.Branches.ToArray()));
        var problem = Database.ReadLog(common, 1) is null ? $"the log that follows on LSN {common} is not kept any more" : "";
        if (problem.Length == 0 && common != theirs.Lsn)
        {
            var cut = await AskAsync(link, Message(MirroringRequest.CutBack) with { Lsn = common }, cancellationToken);
            problem = cut.Ok ? "" : cut.Reason;
        }

        if (problem.Length > 0)
        {
            SuspendOnError(problem);
            return false;
        }

        lock (_gate)
        {
            _isStreaming = TryNoteHardenedLocked(common);
            return _isStreaming;
        }
    }

    private async Task<bool> SendAsync(MirroringLink link, CancellationToken cancellationToken)
    {
        var records = Database.ReadLog(_hardened, MaximumBatch) ?? throw new LogFormatException($"The log from LSN {_hardened} on is not kept any more.");
        if (records.Count == 0)
        {
            return false;
        }

        var answer = await AskAsync(link, Message(MirroringRequest.Log) with { Body = RecordFraming.FrameAll(records) }, cancellationToken);
        if (answer is { Ok: false, Error: 1453 })
        {
            SuspendOnError(answer.Reason);
            return false;
        }

        lock (_gate)
        {
            if (!TryNoteHardenedLocked(Require(answer).Lsn))
            {
                return false;
            }
        }

        Database.NoteHardened(Partner, answer.Lsn);
        return true;
    }

    /// <summary>Notes up to where the mirror has the log, which is kept from there on; false on a copy that is no principal any more.</summary>
    private bool TryNoteHardenedLocked(Lsn end)
    {
        if (_isStopped || _session.Role != MirroringRole.Principal)
        {
            return false;
        }

        _hardened = end;
        Database.HoldForMirror(end);
        return true;
    }

    /// <summary>
    /// First commits wait for the mirror; once it has all that came before that, it may be told that it is synchronised, and then the witness.
    /// </summary>
    private async Task SynchronizeAsync(MirroringLink link, MirroringSession session, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_isStopped || !_isStreaming || !session.IsSafetyFull || _isSynchronized || _session != session
                || _hardened.BytesTo(Database.EndOfLog) > MaximumBatch)
            {
                return;
            }

            if (!_isGated)
            {
                _isGated = true;
                HoldCommitsLocked(true);
                _gatedAt = Database.EndOfLog;
            }

            if (_hardened < _gatedAt)
            {
                return;
            }

            _isNotedByMirror = false;
        }

        Require(await AskAsync(link, Message(MirroringRequest.Synchronized), cancellationToken));
        lock (_gate)
        {
            _isSynchronized = _session == session && _isGated;
        }

        Evaluate();
        _witness?.Wake();
    }

    /// <summary>The session cannot go on by itself: it is suspended, and says so (1453, 1454).</summary>
    private void SuspendOnError(string problem)
    {
        lock (_gate)
        {
            SaveLocked(_session with { IsSuspended = true, SuspendedSequence = _session.SuspendedSequence + 1 });
            ForgetStreamLocked();
        }

        _instance.ErrorLog.Write(1453, 17, 1, $"'{Session.PartnerAddress}', the remote mirroring partner for database '{Database.Name}', encountered "
            + $"an error: {problem}. Database mirroring has been suspended. Resolve the error there and resume mirroring, or remove it and establish "
                + "it again.");
        _partner?.Wake();
        Evaluate();
    }
}
