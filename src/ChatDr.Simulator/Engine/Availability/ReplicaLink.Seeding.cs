using ChatDr.Simulator.Engine.Backups;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Engine.Storage;
using ChatDr.Simulator.Engine.Transport;

namespace ChatDr.Simulator.Engine.Availability;

/// <summary>
/// Automatic seeding: the image goes over in pieces, and after it the log up to it that the next log backup needs, so that neither a frame nor memory bounds
/// them.
/// </summary>
internal sealed partial class ReplicaLink
{
    private const int SeedingPiece = 1 << 20;

    private readonly List<SeedingOperation> _seedings = [];

    /// <summary>The automatic seedings of this replica since it is primary, oldest first.</summary>
    public IReadOnlyList<SeedingOperation> Seedings
    {
        get
        {
            lock (_gate)
            {
                return [.. _seedings];
            }
        }
    }

    private async Task<DatabaseLink> SeedAsync(PeerConnection connection, Database copy, bool canCreate)
    {
        if (!canCreate || !Replica.IsAutomaticSeeding)
        {
            return DatabaseLink.Unknown with { Problem = "the database has not joined: seed it, or GRANT CREATE ANY DATABASE with SEEDING_MODE AUTOMATIC" };
        }

        HoldWhileSeeding(copy, default);
        var (image, log, logBytes) = copy.TakeSeed();
        HoldWhileSeeding(copy, log.From);
        await using var file = new FileStream(
            Path.Combine(_group.Instance.Options.DataDirectory, $"seeding-{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None,
            SeedingPiece, FileOptions.DeleteOnClose);
        ImageFile.Write(file, image);
        var operation = new SeedingOperation(Guid.NewGuid(), copy.Name, Replica.Name, Now, file.Length + logBytes);
        Note(operation);
        try
        {
            var seeded = await SendSeedAsync(connection, file, copy, log, operation);
            Note(operation with { Transferred = seeded.Ok ? operation.Total : 0, Ended = Now, Failure = seeded.Reason });
            return seeded.Ok
                ? new DatabaseLink(seeded.Lsn, true, false, "")
                {
                    HardenedAt = Now,
                    LastCommitLsn = seeded.LastCommitLsn,
                    LastCommitTime = seeded.LastCommitTime
                }
                : DatabaseLink.Unknown with { Problem = seeded.Reason };
        }
        catch (LogFormatException e)
        {
            Note(operation with { Ended = Now, Failure = e.Message });
            return DatabaseLink.Unknown with { Problem = e.Message };
        }
        catch (Exception e) when (PeerConnection.IsUnreachable(e))
        {
            Note(operation with { Ended = Now, Failure = e.Message });
            throw;
        }
    }

    private async Task<PeerMessage> SendSeedAsync(PeerConnection connection, FileStream image, Database copy, LogRange log, SeedingOperation operation)
    {
        image.Position = 0;
        var buffer = new byte[SeedingPiece];
        var (next, sent) = (log.From, 0L);
        PeerMessage answer;
        do
        {
            var length = sent < image.Length
                ? await image.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, _stopped.Token)
                : copy.CopyLog(next, log.To, ref buffer, out next);
            var piece = Message(PeerRequest.Seed) with
            {
                Database = operation.Database,
                Offset = sent,
                ImageLength = image.Length,
                Total = operation.Total,
                Body = buffer[..length],
            };
            answer = await connection.AskAsync(piece, SessionTimeout, _stopped.Token);
            sent += length;
            Note(operation with { Transferred = sent });
        }
        while (answer.Ok && sent < operation.Total);
        return answer;
    }

    /// <summary>The copy will go on from an image that is about to be taken: log from here on is kept meanwhile; default for all there is.</summary>
    private void HoldWhileSeeding(Database copy, Lsn from)
    {
        lock (_gate)
        {
            _neededLog[copy.Name] = from;
        }

        _group.RefreshLogHold(copy);
    }

    private void Note(SeedingOperation operation)
    {
        lock (_gate)
        {
            _seedings.RemoveAll(other => other.Id == operation.Id);
            _seedings.Add(operation);
        }
    }
}
