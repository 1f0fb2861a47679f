using ChatDr.SqlServer.Sessions;
using ChatDr.SqlServer.Statements;

namespace ChatDr.SqlServer.Mirroring;

/// <summary>Asks all members of a group at once. One that does not answer in time delays nobody beyond <see cref="Patience"/>.</summary>
/// <param name="connector">Opens the sessions.</param>
/// <param name="time">The clock.</param>
public sealed class AvailabilityGroupObserver(ISqlConnector connector, TimeProvider time)
{
    /// <summary>How long a member may take to answer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Observes the partners and the witness of <paramref name="goal"/>.</summary>
    public async Task<AvailabilityGroupObservation> ObserveAsync(MirroringGoal goal, CancellationToken cancellationToken)
    {
        IEnumerable<MirroringMember> members = goal.Witness is { } witness ? [.. goal.Partners, witness] : goal.Partners;
        return new AvailabilityGroupObservation(await Task.WhenAll(members.Select(member => ObserveAsync(goal.Group, member, cancellationToken))));
    }

    private async Task<MemberObservation> ObserveAsync(string group, MirroringMember member, CancellationToken cancellationToken)
    {
        if (member.Sql is not { } endpoint)
        {
            return Silent(member, "Its address is not known yet.");
        }

        using var impatience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(impatience.Token, cancellationToken);
        try
        {
            // WaitAsync: making or cancelling a connection may itself take longer than we wait.
            return await AskAsync(group, member, endpoint, either.Token).WaitAsync(either.Token);
        }
        catch (SqlServerException noAnswer)
        {
            return Silent(member, noAnswer.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Silent(member, $"No answer from {endpoint} within {Patience.TotalSeconds:0} s.");
        }
    }

    private async Task<MemberObservation> AskAsync(string group, MirroringMember member, SqlEndpoint endpoint, CancellationToken cancellationToken)
    {
        await using var session = await connector.OpenAsync(endpoint, null, cancellationToken);
        var local = (await session.QueryAsync(AvailabilityGroupQueries.LocalReplica(group), cancellationToken))[0];
        var databases = await session.QueryAsync(DatabaseStatements.List(), cancellationToken);
        var seen = new MemberObservation
        {
            Member = member.Name,
            EndpointName = local.GetText("endpoint_name"),
            Databases = [.. databases.Select(Copy)],
        };
        if (local.GetOrNull<long>("sequence_number") is not { } sequence)
        {
            return seen;
        }

        var replicas = await session.QueryAsync(AvailabilityGroupQueries.Replicas(group), cancellationToken);
        var movements = await session.QueryAsync(AvailabilityGroupQueries.Movements(group), cancellationToken);
        return seen with
        {
            Group = new GroupMembership
            {
                Role = (GroupRole)(local.GetOrNull<int>("role") ?? 0),
                SequenceNumber = sequence,
                Connected = local.GetOrNull<int>("connected_state") is { } connected ? connected == 1 : null,
                Replicas = [.. replicas.Select(Replica)],
                Movements = [.. movements.Select(Movement)],
            },
        };
    }

    private static MemberObservation Silent(MirroringMember member, string why) => new() { Member = member.Name, Failure = why };

    private static DatabaseCopy Copy(SqlRow row) => new()
    {
        Name = row.Get<string>("name"),
        State = row.Get<string>("state_desc"),
        FullRecovery = row.GetText("recovery_model_desc") == "FULL",
        InGroup = row.GetOrNull<Guid>("replica_id") is not null,
        RedoStartLsn = row.GetOrNull<decimal>("redo_start_lsn"),
    };

    private static ReplicaView Replica(SqlRow row) => new(
        row.Get<string>("replica_server_name"),
        row.GetOrNull<int>("role") is { } role ? (GroupRole)role : null,
        row.GetOrNull<int>("connected_state") is { } connected ? connected == 1 : null);

    private static DatabaseMovement Movement(SqlRow row) => new()
    {
        Database = row.Get<string>("database_name"),
        ServerName = row.Get<string>("replica_server_name"),
        SynchronizationState = row.GetOrNull<int>("synchronization_state"),
        IsSuspended = row.GetOrNull<bool>("is_suspended") ?? false,
        WasForced = row.GetOrNull<int>("suspend_reason") == DatabaseMovement.SuspendedByPartner,
        SendQueue = row.GetOrNull<long>("log_send_queue_size"),
        RedoQueue = row.GetOrNull<long>("redo_queue_size"),
        EndOfLogLsn = row.GetOrNull<decimal>("end_of_log_lsn"),
    };
}
