using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Engine.Storage;

namespace ChatDr.Simulator.Engine.Availability;

/// <summary>Takes the pieces of an image, and makes the copy from it with the last one.</summary>
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
                return Answer(question, false, $"a piece of the image at {question.Offset} does not follow on {pieces.Length}");
            }

            pieces.Position = question.Offset;
            pieces.Write(question.Body);
            if (pieces.Length < question.Total)
            {
                return Answer(question, true) with { Configuration = null };
            }

            pieces.Position = 0;
            _instance.Adopt(
                question.Database, file => file with { AvailabilityGroup = Configuration.Name, Status = DatabaseStatus.Online }, ImageFile.Read(pieces))
                .BecomeRole(DatabaseRole.Secondary);
        }

        File.Delete(path);
        var copy = _instance.GetDatabase(question.Database);
        return WithCommit(copy, Answer(question, true) with { Lsn = copy.EndOfLog });
    }
}
