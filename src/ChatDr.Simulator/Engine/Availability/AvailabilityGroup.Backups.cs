using ChatDr.Simulator.Engine.Backups;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Engine.Storage;

namespace ChatDr.Simulator.Engine.Availability;

/// <summary>
/// BACKUP LOG on a secondary: one chain across all replicas, which the primary keeps (docs/sql-server-facts.md C7; Microsoft Learn, "Offload supported backups
/// to secondary replicas of an availability group").
/// </summary>
internal sealed partial class AvailabilityGroup
{
    /// <summary>From where the chain goes on, up to what is committed on the primary and has come here.</summary>
    /// <exception cref="SqlErrorException">35250 not connected, or suspended; 35294 the primary cannot say; 35295 the last backup is later than what came here;
    /// 3059 basic.</exception>
    internal async Task<LogRange> AgreeOnLogBackupAsync(Database copy, CancellationToken cancellationToken)
    {
        if (!IsConnectedToPrimary || copy.File.IsSuspended)
        {
            throw NotConnected();
        }

        var answer = await AskPrimaryAsync(PeerRequest.BeginLogBackup, copy.Name, default, cancellationToken);
        if (answer is not { Ok: true })
        {
            throw new SqlErrorException(35294, 16, 1,
                $"The log backup of database '{copy.Name}' on this secondary failed: no synchronisation point could be agreed with the primary. "
                    + $"{answer?.Reason}");
        }

        if (copy.ReadLog(answer.Lsn, 1) is null && answer.Lsn < copy.RedoLsn)
        {
            throw new SqlErrorException(35294, 16, 1,
                $"The log backup of database '{copy.Name}' on this secondary failed: the copy was seeded after the last log backup, "
                    + $"and has no log from LSN {answer.Lsn} on. Back up the log on another replica first.");
        }

        var end = Lsn.Min(copy.RedoLsn, answer.Until);
        return end >= answer.Lsn
            ? new LogRange(answer.Lsn, end)
            : throw new SqlErrorException(35295, 16, 1,
                $"The log backup of database '{copy.Name}' on this secondary failed: the last log backup ends at LSN {answer.Lsn}, "
                    + $"after what has been redone here ({copy.RedoLsn}). Retry later.");
    }

    /// <summary>Tells the primary; a warning when it could not be ensured that it knows.</summary>
    /// <exception cref="SqlErrorException">35296: another log backup went on from the same point.</exception>
    internal async Task<SqlError?> NoteLogBackupAsync(string database, LogRange range, CancellationToken cancellationToken) =>
        await AskPrimaryAsync(PeerRequest.EndLogBackup, database, range, cancellationToken) switch
        {
            { Ok: true } => null,
            { } => throw new SqlErrorException(
                35296, 16, 1, $"The log backup of database '{database}' on this secondary could not be noted on the primary: the chain has gone on since."),
            null => new SqlError(35297, 10, 1,
                $"The log backup of database '{database}' on this secondary is complete, but it is not ensured that the primary knows. Keep the file with the "
                    + "other log backups."),
        };

    private async Task<PeerMessage?> AskPrimaryAsync(PeerRequest kind, string database, LogRange range, CancellationToken cancellationToken) =>
        Configuration.Find(Configuration.Primary) is not { } primary ? null : await AskAsync(
            primary,
            new PeerMessage
            {
                Kind = kind,
                Group = Configuration.Name,
                Sender = _instance.ServerName,
                Epoch = Epoch,
                Database = database,
                Lsn = range.From,
                Until = range.To,
            },
            cancellationToken);

    private PeerMessage LogBackup(PeerMessage question)
    {
        if (Role != ReplicaRole.Primary || question.Epoch != Epoch || CopyOf(question.Database) is not { Role: DatabaseRole.Primary } copy)
        {
            return Answer(question, false, "the replica is not the primary of this database");
        }

        if (question.Kind == PeerRequest.EndLogBackup)
        {
            return Answer(question, copy.TryNoteLogBackup(new LogRange(question.Lsn, question.Until)), "the chain has gone on");
        }

        var (from, committed) = copy.Read(image => (image.LastLogBackupLsn, image.RedoLsn));
        return from is { } lsn
            ? Answer(question, true) with { Lsn = lsn, Until = committed }
            : Answer(question, false, "there is no current database backup");
    }
}
