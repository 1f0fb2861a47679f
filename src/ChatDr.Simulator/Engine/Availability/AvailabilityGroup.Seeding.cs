using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Engine.Storage;

namespace ChatDr.Simulator.Engine.Availability;

/// <summary>Takes the pieces of an image and of the log up to it, and makes the copy from them with the last one.</summary>
internal sealed partial class AvailabilityGroup
{
    private PeerMessage Seed(PeerMessage question)
    {
        if (!CanCreateAnyDatabase || _instance.FindDatabase(question.Database) is not null)
        {
            return Answer(question, false, "automatic seeding is not possible: no CREATE ANY DATABASE permission, or a database of that name exists");
        }

        var path = Path.Combine(
            _instance.Options.DataDirectory, $"seeded-{Configuration.Databases.FirstOrDefault(database => database.Name == question.Database)?.Id:N}");
        using (var pieces = new FileStream(path, question.Offset == 0 ? FileMode.Create : FileMode.Open, FileAccess.ReadWrite))
        {
            if (pieces.Length != question.Offset)
            {
                return Answer(question, false, $"a piece of the seed at {question.Offset} does not follow on {pieces.Length}");
            }

            pieces.Position = question.Offset;
            pieces.Write(question.Body);
            if (pieces.Length < question.Total)
            {
                return Answer(question, true) with { Configuration = null };
            }
        }

        var copy = AdoptSeed(question, path);
        File.Delete(path);
        return WithCommit(copy, Answer(question, true) with { Lsn = copy.EndOfLog });
    }

    private Database AdoptSeed(PeerMessage question, string path)
    {
        using var image = File.OpenRead(path);
        using var log = File.OpenRead(path);
        log.Position = question.ImageLength;
        var copy = _instance.Adopt(
            question.Database,
            file => file with { AvailabilityGroup = Configuration.Name, Status = DatabaseStatus.Online },
            ImageFile.Read(image, question.ImageLength),
            log: question.ImageLength < question.Total ? log : null);
        copy.BecomeRole(DatabaseRole.Secondary);
        return copy;
    }
}
