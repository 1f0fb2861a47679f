using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Engine.Storage;
using ChatDr.Simulator.Engine.Transport;

namespace ChatDr.Simulator.Engine.Availability;

/// <summary>Automatic seeding: the image goes over in pieces, so that neither a frame nor memory bounds it.</summary>
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

        HoldWhileSeeding(copy, copy.RedoLsn);
        var image = copy.TakeImage();
        await using var file = new FileStream(
            Path.Combine(_group.Instance.Options.DataDirectory, $"seeding-{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None,
            SeedingPiece, FileOptions.DeleteOnClose);
        ImageFile.Write(file, image);
        var operation = new SeedingOperation(Guid.NewGuid(), copy.Name, Replica.Name, Now, file.Length);
        Note(operation);
        try
        {
            var seeded = await SendImageAsync(connection, file, operation);
            Note(operation with { Transferred = seeded.Ok ? file.Length : 0, Ended = Now, Failure = seeded.Reason });
            return seeded.Ok
                ? new DatabaseLink(seeded.Lsn, true, false, "")
                {
                    HardenedAt = Now,
                    LastCommitLsn = seeded.LastCommitLsn,
                    LastCommitTime = seeded.LastCommitTime
                }
                : DatabaseLink.Unknown with { Problem = seeded.Reason };
        }
        catch (Exception e) when (PeerConnection.IsUnreachable(e))
        {
            Note(operation with { Ended = Now, Failure = e.Message });
            throw;
        }
    }

    private async Task<PeerMessage> SendImageAsync(PeerConnection connection, FileStream file, SeedingOperation operation)
    {
        file.Position = 0;
        var buffer = new byte[SeedingPiece];
        PeerMessage answer;
        do
        {
            var offset = file.Position;
            var length = await file.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, _stopped.Token);
            var piece = Message(PeerRequest.Seed) with { Database = operation.Database, Offset = offset, Total = file.Length, Body = buffer[..length] };
            answer = await connection.AskAsync(piece, SessionTimeout, _stopped.Token);
            Note(operation with { Transferred = file.Position });
        }
        while (answer.Ok && file.Position < file.Length);
        return answer;
    }

    /// <summary>The copy will go on from an image that is about to be taken: the log from here on is kept meanwhile.</summary>
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
