using ChatDr.Simulator.Engine.Storage;

namespace ChatDr.Simulator.Engine.Mirroring;

/// <summary>What this side answers to its partner.</summary>
internal sealed partial class MirroredDatabase
{
    /// <summary>Answers the partner.</summary>
    /// <param name="question">What it asks.</param>
    /// <param name="closed">Ends with its connection.</param>
    public MirroringMessage Answer(MirroringMessage question, CancellationToken closed)
    {
        if (question.Kind is MirroringRequest.Meet)
        {
            // A connection that the other side drops is the first sign that it is gone.
            closed.Register(Suspect);
            return AnswerMeeting(question);
        }

        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isStopped, this);
            return question.Kind switch
            {
                MirroringRequest.Ping => AnswerPingLocked(question),
                MirroringRequest.Position or MirroringRequest.CutBack or MirroringRequest.Log or MirroringRequest.Synchronized or MirroringRequest.Configure =>
                    FromPrincipalLocked(question),
                _ => ReplyLocked(question, false, "unknown request"),
            };
        }
    }

    private void Suspect()
    {
        Interlocked.Exchange(ref _isSuspect, true);
        _partner?.Wake();
    }

    private MirroringMessage AnswerPingLocked(MirroringMessage question)
    {
        _partnerState = question.State;
        return ReplyLocked(question, question.Standing.Meet(StandingLocked) == Encounter.Agree, "the roles have changed");
    }

    private MirroringMessage AnswerMeeting(MirroringMessage question)
    {
        var leaves = false;
        MirroringMessage answer;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isStopped, this);
            var mine = StandingLocked;
            if (question.Standing.Role == MirroringRole.Principal
                && mine.Role == MirroringRole.Mirror
                && question.Sequence > Math.Max(mine.Candidacy, mine.Sequence)
                && !_session.IsPrincipalUnder(question.Sequence))
            {
                SaveLocked(_session with { RoleSequence = question.Sequence, Candidacy = 0, IsSynchronized = false });
            }

            leaves = MeetLocked(question, out _);
            answer = ReplyLocked(question, true);
        }

        if (leaves)
        {
            _instance.Sessions.Disconnect(Database.Name);
        }

        Evaluate();
        _partner?.Wake();
        _witness?.Wake();
        return answer;
    }

    private MirroringMessage FromPrincipalLocked(MirroringMessage question)
    {
        if (_session.Role != MirroringRole.Mirror
            || _session.Candidacy > 0
            || question.Standing != new Standing(MirroringRole.Principal, _session.RoleSequence))
        {
            return ReplyLocked(question, false, "the mirror does not follow this principal");
        }

        try
        {
            return question.Kind switch
            {
                MirroringRequest.CutBack => ReplyLocked(question, Database.TryCutBack(question.Lsn), "the copy cannot be cut back to LSN "
                    + $"{question.Lsn}: it has to be restored again"),
                MirroringRequest.Log => HardenLocked(question),
                MirroringRequest.Synchronized => NoteLocked(question, _session with { IsSynchronized = true }),
                MirroringRequest.Configure when question.Settings is { } settings => ConfigureLocked(question, settings),
                _ => NoteLocked(question, _session with { IsSynchronized = false }) with
                {
                    Lsn = Database.EndOfLog,
                    Branches = Database.Read(image => image.Branches.ToArray()),
                },
            };
        }
        catch (Exception e) when (e is LogFormatException or IOException)
        {
            return FailLocked(question, e);
        }
    }

    /// <summary>
    /// This copy cannot take what the principal sent: the session is suspended, as far as that can be kept here; the principal suspends it in any case.
    /// </summary>
    private MirroringMessage FailLocked(MirroringMessage question, Exception error)
    {
        _instance.ErrorLog.Write(1454, 17, 1, $"Database mirroring is suspended: server instance '{_instance.ServerName}' encountered an error on "
            + $"database '{Database.Name}': {error.Message}. Resolve it and resume mirroring, or remove it and establish it again.");
        _session = _session with { IsSuspended = true, IsSynchronized = false, IsRedoFailed = error is LogFormatException };
        try
        {
            SaveLocked(_session);
        }
        catch (Exception e) when (e is IOException or SqlErrorException)
        {
            _instance.ErrorLog.Write($"What mirroring knows of database '{Database.Name}' could not be written: {e.Message}");
        }

        return ReplyLocked(question, false, error.Message) with { Error = 1453 };
    }

    private MirroringMessage HardenLocked(MirroringMessage question)
    {
        if (_session.IsSuspended)
        {
            return ReplyLocked(question, false, "the session is suspended");
        }

        Database.Receive(RecordFraming.ReadAll(question.Body));
        return ReplyLocked(question, true) with { Lsn = Database.EndOfLog };
    }

    private MirroringMessage ConfigureLocked(MirroringMessage question, MirroringSession settings)
    {
        if (_session.IsRedoFailed && !settings.IsSuspended)
        {
            return ReplyLocked(question, false, "redo failed on the mirror") with { Error = 1462 };
        }

        FollowLocked(settings);
        return NoteLocked(question, _session with { IsSynchronized = false });
    }

    private MirroringMessage NoteLocked(MirroringMessage question, MirroringSession session)
    {
        if (session != _session)
        {
            SaveLocked(session);
        }

        return ReplyLocked(question, true);
    }

    private MirroringMessage ReplyLocked(MirroringMessage question, bool ok, string reason = "") =>
        MessageLocked(question.Kind) with { Ok = ok, Reason = ok ? "" : reason };
}
