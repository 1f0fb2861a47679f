using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Engine.Storage;
using ChatDr.Simulator.Engine.Transport;

namespace ChatDr.Simulator.Engine.Availability;

/// <summary>The flow of each database's log.</summary>
internal sealed partial class ReplicaLink
{
    private const int MaximumBatch = 1 << 20;

    /// <summary>Takes a copy out of the flow; commits wait for it until a quorum knows.</summary>
    internal void DropOut(string database, string problem, bool isSuspended = true)
    {
        var was = StateOf(database);
        Note(database, DatabaseLink.Unknown with { Problem = problem, IsSuspended = isSuspended });
        Exclude(database, was.IsParticipant);
    }

    private void Exclude(string database, bool wasParticipant = false)
    {
        var isCounted = wasParticipant || _group.Configuration.Databases.Any(other =>
            string.Equals(other.Name, database, StringComparison.OrdinalIgnoreCase)
                && other.Synchronized.Contains(Replica.Name, StringComparer.OrdinalIgnoreCase));
        if (isCounted)
        {
            _ = _group.ExcludeAsync(this, database, () => !StateOf(database).IsStreaming, _stopped.Token);
        }
    }

    private async Task<bool> SendAllAsync(PeerConnection connection, Dictionary<string, Database> subscribed)
    {
        var sent = false;
        foreach (var database in _group.Configuration.Databases)
        {
            if (_group.CopyOf(database.Name) is not { Role: DatabaseRole.Primary } copy)
            {
                continue;
            }

            if (!subscribed.TryGetValue(database.Name, out var known) || known != copy)
            {
                subscribed[database.Name] = copy;
                copy.LogGrown += Wake;
            }

            var state = StateOf(database.Name);
            if (copy.File.IsSuspended)
            {
                if (state.IsStreaming)
                {
                    DropOut(database.Name, "the primary database is suspended", isSuspended: false);
                }

                continue;
            }

            if (!state.IsStreaming)
            {
                state = await StartStreamingAsync(connection, copy);
            }

            if (state.IsStreaming)
            {
                sent |= await SendAsync(connection, database, copy);
            }
        }

        return sent;
    }

    private async Task<DatabaseLink> StartStreamingAsync(PeerConnection connection, Database copy)
    {
        var theirs = Require(await connection.AskAsync(Message(PeerRequest.Position) with { Database = copy.Name }, SessionTimeout, _stopped.Token));
        var (common, problem) = theirs.HasCopy ? MeetingPoint.Of(copy, theirs.Branches, theirs.Lsn) : new(default, "");
        NoteCopy(copy, theirs.HasCopy, problem.Length == 0 ? common : null);
        if (theirs.IsSuspended || theirs.IsBlocked)
        {
            DropOut(copy.Name, theirs.IsBlocked ? "a database of that name exists there and is not in the group" : "data movement is suspended",
                theirs.IsSuspended);
            return StateOf(copy.Name);
        }

        if (!theirs.HasCopy || problem.Length > 0)
        {
            // It was counted as synchronised, perhaps, when it had one that could go on: it came back before a quorum knew that it was away.
            Exclude(copy.Name);
        }

        if (!theirs.HasCopy)
        {
            return Begun(copy, await SeedAsync(connection, copy, theirs.CanCreate));
        }

        if (problem.Length > 0)
        {
            return Note(copy.Name, DatabaseLink.Unknown with { Problem = problem });
        }

        var end = copy.EndOfLog;
        var isCut = common == theirs.Lsn
            || (await connection.AskAsync(
                Message(PeerRequest.CutBack) with { Database = copy.Name, Lsn = common, Until = end }, SessionTimeout, _stopped.Token)).Ok;
        return Begun(copy, isCut
            ? new DatabaseLink(common, true, false, "")
            {
                ReinitializesTo = common != theirs.Lsn && common < end ? end : theirs.Until > common ? theirs.Until : null,
                LastCommitLsn = Lsn.Min(theirs.LastCommitLsn, common),
                LastCommitTime = theirs.LastCommitTime,
            }
            : DatabaseLink.Unknown with { Problem = $"the copy cannot be cut back to LSN {common}: it has to be seeded again" });
    }

    private DatabaseLink Begun(Database copy, DatabaseLink state)
    {
        if (state.IsStreaming)
        {
            NoteCopy(copy, true, state.Hardened);
            _group.Instance.ErrorLog.Write(35266, 10, 1,
                $"The connection with the secondary database is established for primary database '{copy.Name}' on replica '{Replica.Name}'. This is an "
                    + "informational message only.");
            return Note(copy.Name, state);
        }

        _ = Note(copy.Name, state);
        Exclude(copy.Name);
        return state;
    }

    private async Task<bool> SendAsync(PeerConnection connection, GroupDatabase database, Database copy)
    {
        var state = StateOf(database.Name);
        var records = copy.ReadLog(state.Hardened, MaximumBatch);
        if (records is null)
        {
            DropOut(database.Name, "the log that it lacks is no longer kept: it has to be seeded again", isSuspended: false);
            return false;
        }

        if (records.Count > 0)
        {
            var body = RecordFraming.FrameAll(records);
            var began = _group.Instance.Time.GetTimestamp();
            var answer = await connection.AskAsync(Message(PeerRequest.Log) with { Database = database.Name, Body = body }, SessionTimeout, _stopped.Token);
            if (answer is { Ok: false, IsSuspended: true })
            {
                DropOut(database.Name, "data movement is suspended");
                return false;
            }

            if (!answer.Ok)
            {
                throw new IOException($"Log of '{database.Name}' was refused: {answer.Reason}");
            }

            state = Update(database.Name, now => now with
            {
                Hardened = answer.Lsn,
                HardenedAt = Now,
                SendRate = (long)(body.Length / 1024.0 / Math.Max(0.001, _group.Instance.Time.GetElapsedTime(began).TotalSeconds)),
                LastCommitLsn = answer.LastCommitLsn,
                LastCommitTime = answer.LastCommitTime,
                ReinitializesTo = now.ReinitializesTo <= answer.Lsn ? null : now.ReinitializesTo,
            });
            NoteCopy(copy, true, answer.Lsn);
            copy.NoteHardened(Replica.Name, answer.Lsn);
        }

        if (!_stopped.IsCancellationRequested)
        {
            await SynchronizeAsync(database, copy, state);
        }

        return records.Count > 0;
    }

    /// <summary>First commits wait for it; once it has all that was committed before that, the configuration may say that it is synchronised.</summary>
    private async Task SynchronizeAsync(GroupDatabase database, Database copy, DatabaseLink state)
    {
        var isSynchronous = _group.IsSynchronousWith(Replica);
        if (state.IsParticipant != isSynchronous)
        {
            Update(database.Name, now => now with { IsParticipant = isSynchronous });
            _group.RefreshParticipants();
            return;
        }

        if (isSynchronous
            && !database.Synchronized.Contains(Replica.Name, StringComparer.OrdinalIgnoreCase)
            && state.Hardened >= copy.RedoLsn
            && state.ReinitializesTo is null)
        {
            // The change asks over this very connection, so it must not wait for this loop; it does not: questions take turns.
            // By its turn it may have dropped out, or be of ASYNCHRONOUS_COMMIT.
            await _group.ChangeAsync(configuration => !IsCatchingUp(database.Name) || !_group.IsSynchronousWith(Replica) ? configuration : configuration with
            {
                Databases = [.. configuration.Databases.Select(other => other.Id == database.Id && !other.Synchronized.Contains(Replica.Name)
                    ? other with { Synchronized = [.. other.Synchronized, Replica.Name] }
                    : other)],
            }, _stopped.Token);
        }
    }

    private void NoteCopy(Database copy, bool exists, Lsn? neededLog)
    {
        lock (_gate)
        {
            _neededLog[copy.Name] = exists ? neededLog : null;
            _ = exists ? _copies.Add(copy.Name) : _copies.Remove(copy.Name);
        }

        _group.RefreshLogHold(copy);
    }

    /// <summary>A copy that dropped out meanwhile stays out.</summary>
    private DatabaseLink Update(string database, Func<DatabaseLink, DatabaseLink> change)
    {
        lock (_gate)
        {
            var now = _databases.GetValueOrDefault(database, DatabaseLink.Unknown);
            return now.IsStreaming ? _databases[database] = change(now) : now;
        }
    }

    private DatabaseLink Note(string database, DatabaseLink state)
    {
        lock (_gate)
        {
            return _databases[database] = state;
        }
    }
}
