using ChatDr.Simulator.Engine.Databases;

namespace ChatDr.Simulator.Engine.Availability;

/// <summary>SET HADR SUSPEND and RESUME, and what a forced failover suspends (docs/sql-server-facts.md D).</summary>
internal sealed partial class AvailabilityGroup
{
    /// <summary>
    /// SUSPEND on the primary stops log to every copy, on a secondary to its own only (Microsoft Learn, "Suspend an availability database"). Commits no longer
    /// wait for a suspended copy once a quorum knows; it cannot be failed over to.
    /// </summary>
    internal async Task SetSuspendedAsync(Database copy, bool suspended, CancellationToken cancellationToken)
    {
        if (copy.File.IsSuspended == suspended)
        {
            return;
        }

        Suspend(copy, suspended ? SuspendReason.User : null);
        if (Role == ReplicaRole.Primary)
        {
            foreach (var link in Links)
            {
                link.Wake();
            }
        }
        else if (suspended && Configuration.Find(Configuration.Primary) is { } primary)
        {
            // The primary finds out by itself when it sends log; telling it keeps its commits from waiting for that.
            await AskAsync(primary, new PeerMessage
            {
                Kind = PeerRequest.Suspended,
                Group = Configuration.Name,
                Sender = _instance.ServerName,
                Epoch = Epoch,
                Database = copy.Name,
            }, cancellationToken);
        }
    }

    /// <summary>
    /// Data movement of all copies that missed a forced failover stops until somebody decides (docs/sql-server-facts.md D); before the configuration that tells
    /// of it is kept, which tells of it only once.
    /// </summary>
    private void SuspendAfterForce(GroupConfiguration offered)
    {
        if (offered.ForcedEpoch <= Epoch || IsLocal(offered.Primary))
        {
            return;
        }

        foreach (var database in offered.Databases)
        {
            if (CopyOf(database.Name) is { File.IsSuspended: false } copy)
            {
                Suspend(copy, SuspendReason.Partner);
            }
        }
    }

    private void Suspend(Database copy, SuspendReason? reason)
    {
        copy.ChangeFile(file => file with { IsSuspended = reason is not null, SuspendReason = reason ?? SuspendReason.User });
        if (reason is { } why)
        {
            _instance.ErrorLog.Write(
                35264, 10, 1, $"Data movement for availability database '{copy.Name}' has been suspended: {why}. To go on, resume it by hand.");
        }
        else
        {
            _instance.ErrorLog.Write(
                35265, 10, 1, $"Data movement for availability database '{copy.Name}' has been resumed. This is an informational message only.");
        }
    }

    private PeerMessage NoteSuspended(PeerMessage question)
    {
        if (Role != ReplicaRole.Primary || question.Epoch != Epoch || LinkTo(question.Sender) is not { } link)
        {
            return Answer(question, false, "the replica is not the primary");
        }

        link.DropOut(question.Database, "data movement is suspended");
        return Answer(question, true);
    }
}
