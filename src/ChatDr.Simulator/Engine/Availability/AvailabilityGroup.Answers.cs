using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Engine.Storage;

namespace ChatDr.Simulator.Engine.Availability;

/// <summary>What the local replica answers to others.</summary>
internal sealed partial class AvailabilityGroup
{
    private readonly Dictionary<string, (DateTime At, long Rate)> _received = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>On a secondary: when log last came, UTC; null for never since it started.</summary>
    internal DateTime? LastReceived(string database)
    {
        lock (_gate)
        {
            return _received.TryGetValue(database, out var last) ? last.At : null;
        }
    }

    /// <summary>On a secondary: how fast log was hardened and redone when it last came, in KB/s; null for never.</summary>
    internal long? RedoRate(string database)
    {
        lock (_gate)
        {
            return _received.TryGetValue(database, out var last) ? last.Rate : null;
        }
    }

    internal async Task<PeerMessage> AnswerAsync(PeerMessage question, CancellationToken cancellationToken) => question.Kind switch
    {
        PeerRequest.Query => Answer(question, true),
        PeerRequest.Promise => Promise(question),
        PeerRequest.Configure => Follow(question),
        PeerRequest.Attach => await AttachAsync(question, cancellationToken),
        PeerRequest.Join => Join(question),
        PeerRequest.BeginLogBackup or PeerRequest.EndLogBackup => LogBackup(question),
        PeerRequest.Suspended => NoteSuspended(question),
        PeerRequest.Position or PeerRequest.CutBack or PeerRequest.Seed or PeerRequest.Log or PeerRequest.Heartbeat => FromPrimary(question),
        _ => Answer(question, false, "unknown request"),
    };

    private PeerMessage Answer(PeerMessage question, bool ok, string reason = "") =>
        new() { Kind = question.Kind, Group = Configuration.Name, Ok = ok, Reason = reason, Epoch = _file.PromisedEpoch, Configuration = Configuration };

    private PeerMessage Promise(PeerMessage question)
    {
        lock (_gate)
        {
            if (question.Epoch <= _file.PromisedEpoch || question.Epoch <= Epoch)
            {
                return Answer(question, false, "a later epoch is promised");
            }

            Save(_file with { PromisedEpoch = question.Epoch });
        }

        // A primary that promises to follow another has no say any more: no commit of it can reach a quorum.
        if (Role == ReplicaRole.Primary)
        {
            TakeOffline();
        }

        return Answer(question, true);
    }

    private PeerMessage Follow(PeerMessage question)
    {
        var offered = question.Configuration ?? Configuration;
        GroupDatabase[] left;
        lock (_gate)
        {
            if (offered.Epoch < _file.PromisedEpoch || offered.Sequence < Configuration.Sequence || (Role == ReplicaRole.Primary && offered.Epoch == Epoch)
                || (offered.Epoch == Epoch && !string.Equals(offered.Primary, Configuration.Primary, StringComparison.OrdinalIgnoreCase)))
            {
                return Answer(question, false, "the configuration is older than what this replica follows");
            }

            if (Configuration.ClusterType == ClusterType.None && Role == ReplicaRole.Primary)
            {
                return Answer(question, false, "the replica is itself a primary of this group: it has to be taken OFFLINE first");
            }

            SuspendAfterForce(offered);
            left = offered.Sequence > Configuration.Sequence
                ? Configuration.Databases.Where(database => offered.Databases.All(other => other.Id != database.Id)).ToArray()
                : [];
            Save(_file with { Configuration = offered, PromisedEpoch = Math.Max(_file.PromisedEpoch, offered.Epoch) });
        }

        foreach (var copy in left.Select(database => CopyOf(database.Name)).OfType<Database>())
        {
            Release(copy, stayOnline: false);
        }

        if (Role == ReplicaRole.Primary && !string.Equals(offered.Primary, _instance.ServerName, StringComparison.OrdinalIgnoreCase))
        {
            TakeOffline();
        }

        return Answer(question, true);
    }

    /// <summary>
    /// CLUSTER_TYPE = NONE: a primary after the one that this secondary follows has offered itself; SET (ROLE = SECONDARY) is needed to follow it.
    /// </summary>
    internal bool IsAstray { get; private set; }

    private async Task<PeerMessage> AttachAsync(PeerMessage question, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (Configuration.ClusterType == ClusterType.None && Role == ReplicaRole.Secondary && question.Configuration?.Epoch > Epoch)
            {
                IsAstray = true;
                return Answer(question, false, "the replica follows another primary until SET (ROLE = SECONDARY)");
            }
        }

        if (Role == ReplicaRole.Resolving && IsLatched(question))
        {
            return Answer(question, false, "the change of the replica's role is stuck");
        }

        if (!await BecomesReadyAsync(cancellationToken))
        {
            var isOld = question.Configuration?.Epoch < Epoch;
            return Answer(question, false, isOld ? "older" : "the replica is not ready: its role is RESOLVING");
        }

        var followed = Follow(question);
        if (!followed.Ok)
        {
            return followed;
        }

        int taken;
        TaskCompletionSource attached;
        lock (_gate)
        {
            if (!_isReady)
            {
                return Answer(question, false, "the replica is not ready");
            }

            taken = TakeRoleLocked(ReplicaRole.Secondary);
            IsAstray = false;
            Heard();
            attached = _attached;
        }

        try
        {
            FollowWithCopies(taken);
        }
        finally
        {
            // Who set the role finds the copies in it.
            attached.TrySetResult();
        }

        LogRole("SECONDARY");
        return Answer(question, true);
    }

    /// <summary>Waits a little until the replica is told that it is a secondary; false if it is not.</summary>
    private async Task<bool> BecomesReadyAsync(CancellationToken cancellationToken)
    {
        Task ready;
        lock (_gate)
        {
            ready = _isReady ? Task.CompletedTask : _readiness.Task;
        }

        try
        {
            await ready.WaitAsync(TimeSpan.FromSeconds(2), _instance.Time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private void FollowWithCopies(int taken)
    {
        foreach (var database in Configuration.Databases)
        {
            if (CopyOf(database.Name) is { } copy)
            {
                GiveRole(copy, DatabaseRole.Secondary, taken);
                _instance.ErrorLog.Write(35266, 10, 1,
                    $"The connection with the primary database is established for secondary database '{copy.Name}' on replica '{Configuration.Primary}'. This "
                        + "is an informational message only.");
            }
        }
    }

    private PeerMessage FromPrimary(PeerMessage question)
    {
        lock (_gate)
        {
            if (Role != ReplicaRole.Secondary || question.Epoch != Epoch || question.Epoch < _file.PromisedEpoch)
            {
                return Answer(question, false, "the replica does not follow this primary");
            }

            Heard();
            try
            {
                return question.Kind switch
                {
                    PeerRequest.Heartbeat => Answer(question, true) with { Configuration = null },
                    PeerRequest.Position => Position(question),
                    PeerRequest.CutBack => CutBack(question),
                    PeerRequest.Seed => Seed(question),
                    _ => Harden(question),
                };
            }
            catch (Exception e) when (e is LogFormatException or IOException or SqlErrorException)
            {
                return Answer(question, false, e.Message);
            }
        }
    }

    private PeerMessage Position(PeerMessage question)
    {
        var copy = CopyOf(question.Database);
        var answer = Answer(question, true) with
        {
            HasCopy = copy is not null,
            IsBlocked = copy is null && _instance.FindDatabase(question.Database) is not null,
            CanCreate = CanCreateAnyDatabase,
            IsSuspended = copy?.File.IsSuspended == true,
            Lsn = copy?.EndOfLog ?? default,
            Until = copy?.File.ReinitializesTo ?? default,
            Branches = copy?.Read(image => image.Branches.ToArray()) ?? [],
        };
        return copy is null ? answer : WithCommit(copy, answer);
    }

    /// <summary>
    /// Undo of a diverged copy: until log came again up to where the primary was, it cannot become primary (INITIALIZING; docs/sql-server-facts.md E).
    /// </summary>
    private PeerMessage CutBack(PeerMessage question)
    {
        if (CopyOf(question.Database) is not { } copy || !copy.TryCutBack(question.Lsn))
        {
            return Answer(question, false, "the copy cannot be cut back");
        }

        if (question.Until > copy.EndOfLog)
        {
            copy.ChangeFile(file => file with { ReinitializesTo = question.Until });
        }

        return Answer(question, true);
    }

    private PeerMessage Harden(PeerMessage question)
    {
        if (CopyOf(question.Database) is not { File.IsSuspended: false } copy)
        {
            return Answer(question, false, "no copy that takes log") with { IsSuspended = CopyOf(question.Database) is not null };
        }

        GiveRole(copy, DatabaseRole.Secondary, _rolesTaken);
        var began = _instance.Time.GetTimestamp();
        copy.Receive(RecordFraming.ReadAll(question.Body));
        var seconds = Math.Max(0.001, _instance.Time.GetElapsedTime(began).TotalSeconds);
        _received[copy.Name] = (_instance.Time.GetUtcNow().UtcDateTime, (long)(question.Body.Length / 1024.0 / seconds));
        if (copy.File.ReinitializesTo <= copy.EndOfLog)
        {
            copy.ChangeFile(file => file with { ReinitializesTo = null });
        }

        return WithCommit(copy, Answer(question, true) with { Lsn = copy.EndOfLog, Configuration = null });
    }

    private static PeerMessage WithCommit(Database copy, PeerMessage answer) =>
        copy.Read(image => answer with { LastCommitLsn = image.LastCommitLsn, LastCommitTime = image.LastCommitTime });

    private void Heard() => _lastHeard = _instance.Time.GetUtcNow().UtcDateTime;
}
