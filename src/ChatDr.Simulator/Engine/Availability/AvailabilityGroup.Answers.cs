using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Engine.Storage;

namespace ChatDr.Simulator.Engine.Availability;

/// <summary>What the local replica answers to others.</summary>
internal sealed partial class AvailabilityGroup
{
    internal async Task<PeerMessage> AnswerAsync(PeerMessage question, CancellationToken cancellationToken) => question.Kind switch
    {
        PeerRequest.Query => Answer(question, true),
        PeerRequest.Promise => Promise(question),
        PeerRequest.Configure => Follow(question),
        PeerRequest.Attach => await AttachAsync(question, cancellationToken),
        PeerRequest.Join => Join(question),
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
        lock (_gate)
        {
            if (offered.Epoch < _file.PromisedEpoch || offered.Sequence < Configuration.Sequence || (Role == ReplicaRole.Primary && offered.Epoch == Epoch))
            {
                return Answer(question, false, "the configuration is older than what this replica follows");
            }

            var left = offered.Sequence > Configuration.Sequence ? Configuration.Databases.Where(database => offered.Databases.All(other => other.Id != database.Id)).ToArray() : [];
            Save(_file with { Configuration = offered, PromisedEpoch = Math.Max(_file.PromisedEpoch, offered.Epoch) });
            foreach (var database in left)
            {
                if (CopyOf(database.Name) is { } copy)
                {
                    Release(copy, stayOnline: false);
                }
            }
        }

        if (Role == ReplicaRole.Primary && !string.Equals(offered.Primary, _instance.ServerName, StringComparison.OrdinalIgnoreCase))
        {
            TakeOffline();
        }

        return Answer(question, true);
    }

    private async Task<PeerMessage> AttachAsync(PeerMessage question, CancellationToken cancellationToken)
    {
        Task ready;
        lock (_gate)
        {
            ready = _isReady ? Task.CompletedTask : _readiness.Task;
        }

        try
        {
            await ready.WaitAsync(TimeSpan.FromSeconds(2), _instance.Time, cancellationToken);
        }
        catch (TimeoutException)
        {
            var old = question.Configuration?.Epoch < Epoch;
            return old ? Answer(question, false, "older") : Answer(question, false, "the replica is not ready: its role is RESOLVING");
        }

        var followed = Follow(question);
        if (!followed.Ok)
        {
            return followed;
        }

        lock (_gate)
        {
            if (!_isReady)
            {
                return Answer(question, false, "the replica is not ready");
            }

            Role = ReplicaRole.Secondary;
            Heard();
            _attached.TrySetResult();
        }

        foreach (var database in Configuration.Databases)
        {
            CopyOf(database.Name)?.BecomeRole(DatabaseRole.Secondary);
        }

        LogRole(Configuration.Name, "SECONDARY");
        return Answer(question, true);
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
                    PeerRequest.CutBack => Answer(question, CopyOf(question.Database)?.TryCutBack(question.Lsn) == true),
                    PeerRequest.Seed => Seed(question),
                    _ => Harden(question),
                };
            }
            catch (Exception e) when (e is LogFormatException or IOException)
            {
                return Answer(question, false, e.Message);
            }
        }
    }

    private PeerMessage Position(PeerMessage question)
    {
        var copy = CopyOf(question.Database);
        return Answer(question, true) with
        {
            HasCopy = copy is not null,
            IsBlocked = copy is null && _instance.FindDatabase(question.Database) is not null,
            CanCreate = CanCreateAnyDatabase,
            IsSuspended = copy?.File.IsSuspended == true,
            Lsn = copy?.EndOfLog ?? default,
            Branches = copy?.Read(image => image.Branches.ToArray()) ?? [],
        };
    }

    private PeerMessage Join(PeerMessage question)
    {
        if (Role != ReplicaRole.Primary || CopyOf(question.Database) is not { Role: DatabaseRole.Primary } copy)
        {
            return Answer(question, false, "the replica is not the primary of this database");
        }

        var (_, problem) = MeetingPoint.Of(copy, question.Branches, question.Lsn);
        return Answer(question, problem.Length == 0, problem);
    }

    private PeerMessage Seed(PeerMessage question)
    {
        if (!CanCreateAnyDatabase || _instance.FindDatabase(question.Database) is not null)
        {
            return Answer(question, false, "automatic seeding is not possible: no CREATE ANY DATABASE permission, or a database of that name exists");
        }

        var copy = _instance.Adopt(question.Database, file => file with { AvailabilityGroup = Configuration.Name, Status = DatabaseStatus.Online }, ImageFile.Read(new MemoryStream(question.Body, writable: false)));
        copy.BecomeRole(DatabaseRole.Secondary);
        return Answer(question, true) with { Lsn = copy.EndOfLog };
    }

    private PeerMessage Harden(PeerMessage question)
    {
        if (CopyOf(question.Database) is not { File.IsSuspended: false } copy)
        {
            return Answer(question, false, "no copy that takes log");
        }

        copy.BecomeRole(DatabaseRole.Secondary);
        copy.Receive(RecordFraming.ReadAll(question.Body));
        return Answer(question, true) with { Lsn = copy.EndOfLog, Configuration = null };
    }

    private void Heard() => _lastHeard = _instance.Time.GetUtcNow().UtcDateTime;
}
