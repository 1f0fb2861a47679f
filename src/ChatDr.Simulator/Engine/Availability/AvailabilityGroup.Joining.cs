using ChatDr.Simulator.Engine.Databases;

namespace ChatDr.Simulator.Engine.Availability;

/// <summary>A copy that was seeded by hand joins (docs/sql-server-facts.md script 1).</summary>
internal sealed partial class AvailabilityGroup
{
    /// <summary>Asks the primary whether <paramref name="copy"/>, restored here without recovery, can go on from where it stands.</summary>
    /// <exception cref="SqlErrorException">35250: the primary does not answer; 1408, 1412, 1478: its log does not continue the copy.</exception>
    internal async Task RequireJoinableAsync(Database copy, CancellationToken cancellationToken)
    {
        var question = new PeerMessage
        {
            Kind = PeerRequest.Join,
            Group = Configuration.Name,
            Epoch = Epoch,
            Database = copy.Name,
            Lsn = copy.EndOfLog,
            Branches = copy.Read(image => image.Branches.ToArray()),
        };
        if (Configuration.Find(Configuration.Primary) is not { } primary || await AskAsync(primary, question, cancellationToken) is not { } answer)
        {
            throw NotConnected();
        }

        if (!answer.Ok)
        {
            var refusal = answer.Number switch
            {
                0 => NotConnected(),
                1408 => new SqlErrorException(1408, 16, 211,
                    $"The copy of database '{copy.Name}' on this instance is not recovered far enough, or is not of the primary's history: {answer.Reason}."),
                1412 => new SqlErrorException(1412, 16, 211,
                    $"The copy of database '{copy.Name}' on this instance is not rolled forward to a point that the primary's log still holds: "
                        + $"{answer.Reason}."),
                _ => new SqlErrorException(1478, 16, 211,
                    $"The copy of database '{copy.Name}' on this instance lacks log of the primary: {answer.Reason}. Restore the primary's log backups first."),
            };
            _instance.ErrorLog.Write(35279, 16, 1,
                $"The attempt to join database '{copy.Name}' to the availability group was rejected by the primary database with error "
                    + $"'{refusal.Errors[0].Number}'.");
            throw refusal;
        }
    }

    private SqlErrorException NotConnected() =>
        new(35250, 16, 7,
            $"The connection to the primary replica of availability group '{Configuration.Name}' is not active. The command cannot be processed.");

    private PeerMessage Join(PeerMessage question)
    {
        if (Role != ReplicaRole.Primary || CopyOf(question.Database) is not { Role: DatabaseRole.Primary } copy)
        {
            return Answer(question, false, "the replica is not the primary of this database");
        }

        var (common, problem) = MeetingPoint.Of(copy, question.Branches, question.Lsn);
        var number = JoinRules.Refusal(common, question.Lsn, copy.Read(image => image.LastLogBackupLsn), problem.Length == 0);
        return Answer(question, number is null, $"it ends at LSN {question.Lsn} and is the primary's up to {common}") with { Number = number ?? 0 };
    }
}
