using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Availability;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Engine.Storage;
using ChatDr.Simulator.TSql.Binding;
using static ChatDr.Simulator.TSql.Catalog.ViewBuilder;

namespace ChatDr.Simulator.TSql.Catalog;

/// <summary>
/// The state of databases on replicas. Complete on the primary; a secondary sees its own copies only. What the primary says of other copies is what it last
/// heard (Microsoft Learn, "sys.dm_hadr_database_replica_states").
/// </summary>
internal static class DatabaseReplicaViews
{
    /// <summary>A view by name; null if it is not simulated.</summary>
    public static Relation? Find(string name, Instance instance) => name switch
    {
        "dm_hadr_database_replica_states" => View(
            "database_id int, group_id guid, replica_id guid, group_database_id guid, is_local bit, is_primary_replica bit, synchronization_state tinyint, "
                + "synchronization_state_desc nvarchar60, is_commit_participant bit, synchronization_health tinyint, synchronization_health_desc nvarchar60, "
                + "database_state tinyint, database_state_desc nvarchar60, is_suspended bit, suspend_reason tinyint, suspend_reason_desc nvarchar60, "
                + "recovery_lsn lsn, truncation_lsn lsn, last_sent_lsn lsn, last_sent_time datetime, last_received_lsn lsn, last_received_time datetime, "
                + "last_hardened_lsn lsn, last_hardened_time datetime, last_redone_lsn lsn, last_redone_time datetime, log_send_queue_size bigint, "
                + "log_send_rate bigint, redo_queue_size bigint, redo_rate bigint, filestream_send_rate bigint, end_of_log_lsn lsn, last_commit_lsn lsn, "
                + "last_commit_time datetime, low_water_mark_for_ghosts bigint, secondary_lag_seconds bigint, quorum_commit_lsn lsn, "
                + "quorum_commit_time datetime, is_internal bit",
            () => AvailabilityViews.All(instance).SelectMany(States)),
        "dm_hadr_database_replica_cluster_states" => View(
            "replica_id guid, group_database_id guid, database_name sysname, is_failover_ready bit, is_pending_secondary_suspend bit, is_database_joined bit, "
                + "recovery_lsn lsn, truncation_lsn lsn",
            () => AvailabilityViews.All(instance).SelectMany(ClusterStates)),
        _ => null,
    };

    /// <summary>synchronization_state of the local copy.</summary>
    internal static byte LocalState(AvailabilityGroup group, GroupDatabase database, Database copy, ReplicaConfiguration local) =>
        group.Role is ReplicaRole.Primary
            ? SynchronizationRules.OfPrimary(copy.File.IsSuspended)
            : SynchronizationRules.OfSecondary(
                local.Mode, group.IsConnectedToPrimary && !copy.File.IsSuspended, Holds(database, local.Name), copy.File.ReinitializesTo is not null);

    /// <summary>synchronization_state of another replica's copy, as the primary knows it.</summary>
    internal static byte RemoteState(GroupDatabase database, ReplicaLink link)
    {
        var state = link.StateOf(database.Name);
        return SynchronizationRules.OfSecondary(
            link.Replica.Mode, state.IsStreaming, state.IsParticipant && Holds(database, link.Replica.Name), state.ReinitializesTo is not null);
    }

    private static bool Holds(GroupDatabase database, string replica) => database.Synchronized.Contains(replica, StringComparer.OrdinalIgnoreCase);

    private static IEnumerable<object?[]> States(AvailabilityGroup group)
    {
        foreach (var database in group.Configuration.Databases)
        {
            if (group.CopyOf(database.Name) is not { } copy || group.Local is not { } local)
            {
                continue;
            }

            yield return group.Role is ReplicaRole.Primary ? Primary(group, database, copy, local) : Secondary(group, database, copy, local);
            foreach (var link in group.Role is ReplicaRole.Primary
                ? group.Links.Where(link => link.Replica.Mode is not AvailabilityMode.ConfigurationOnly)
                : [])
            {
                yield return Remote(group, database, copy, link);
            }
        }
    }

    private static object?[] Primary(AvailabilityGroup group, GroupDatabase database, Database copy, ReplicaConfiguration local)
    {
        var state = LocalState(group, database, copy, local);
        var links = group.Links.Where(link => link.Replica.Mode is not AvailabilityMode.ConfigurationOnly && link.StateOf(database.Name).IsStreaming)
            .Select(link => link.StateOf(database.Name))
            .ToArray();
        var hardened = local.Mode is AvailabilityMode.Synchronous ? links.Select(link => (Lsn?)link.Hardened).DefaultIfEmpty(null).Min() : null;
        var commit = LastCommit(copy);
        return
        [
            .. Head(group, database, copy, local, true, state), true, .. Health(local.Mode, state), (byte)copy.Status, StatusName(copy.Status),
            .. Suspension(copy), RecoveryLsn(copy), copy.TruncationLsn.ToNumeric(), null, null, null, null, hardened?.ToNumeric(),
            hardened is null ? null : links.Max(link => link.HardenedAt), null, null, null, null, null, null, null, copy.EndOfLog.ToNumeric(), commit.Lsn,
            commit.Time, 0L, null, null, null, false,
        ];
    }

    private static object?[] Secondary(AvailabilityGroup group, GroupDatabase database, Database copy, ReplicaConfiguration local)
    {
        var state = LocalState(group, database, copy, local);
        var end = copy.EndOfLog;
        var received = group.LastReceived(database.Name);
        var commit = LastCommit(copy);
        return
        [
            .. Head(group, database, copy, local, false, state), state is SynchronizationRules.Synchronized, .. Health(local.Mode, state), (byte)copy.Status,
            StatusName(copy.Status), .. Suspension(copy), RecoveryLsn(copy), copy.TruncationLsn.ToNumeric(), null, null, end.ToNumeric(), received,
            end.ToNumeric(), received, copy.RedoLsn.ToNumeric(), received, null, null, Kilobytes(copy.RedoLsn, end), group.RedoRate(database.Name), 0L,
            end.ToNumeric(), commit.Lsn, commit.Time, 0L, null, null, null, false,
        ];
    }

    private static object?[] Remote(AvailabilityGroup group, GroupDatabase database, Database copy, ReplicaLink link)
    {
        var known = link.StateOf(database.Name);
        var state = RemoteState(database, link);
        var hardened = known.Hardened.ToNumeric();
        var commit = LastCommit(copy);
        var isCurrent = known.IsStreaming && known.Hardened >= copy.RedoLsn;
        var lag = known.LastCommitTime is { } theirs && commit.Time is { } ours && !isCurrent
            ? Math.Max(0, (long)(ours - theirs).TotalSeconds)
            : isCurrent ? 0L : (long?)null;
        return
        [
            copy.Id, group.Configuration.GroupId, link.Replica.Id, database.Id, false, false, state, SynchronizationRules.Name(state), known.IsParticipant,
            .. Health(link.Replica.Mode, state), null, null, known.IsSuspended, known.IsSuspended ? (byte)SuspendReason.User : null,
            known.IsSuspended ? "SUSPEND_FROM_USER" : null, RecoveryLsn(copy), null, hardened, known.HardenedAt, hardened, known.HardenedAt, hardened,
            known.HardenedAt, hardened, known.HardenedAt, Kilobytes(known.Hardened, copy.EndOfLog), known.SendRate, known.IsStreaming ? 0L : null,
            known.SendRate, 0L, hardened, known.LastCommitLsn == default ? null : known.LastCommitLsn.ToNumeric(), known.LastCommitTime, 0L, lag, null, null,
            false,
        ];
    }

    private static object?[] Head(AvailabilityGroup group, GroupDatabase database, Database copy, ReplicaConfiguration local, bool isPrimary, byte state) =>
        [copy.Id, group.Configuration.GroupId, local.Id, database.Id, true, isPrimary, state, SynchronizationRules.Name(state)];

    private static object?[] Health(AvailabilityMode mode, byte state)
    {
        var health = SynchronizationRules.Health(mode, state);
        return [health, SynchronizationRules.HealthName(health)];
    }

    private static object?[] Suspension(Database copy) => copy.File is { IsSuspended: true } file
        ? [true, (byte)file.SuspendReason, $"SUSPEND_FROM_{file.SuspendReason.ToString().ToUpperInvariant()}"]
        : [false, null, null];

    private static IEnumerable<object?[]> ClusterStates(AvailabilityGroup group) =>
        group.Configuration.Databases.SelectMany(
            database => group.Configuration.Replicas.Where(replica => replica.Mode is not AvailabilityMode.ConfigurationOnly).Select(replica =>
        {
            var isLocal = replica.Id == group.Local?.Id;
            var copy = group.CopyOf(database.Name);
            var isSuspended = isLocal && copy?.File.IsSuspended == true;
            var isHeld = Holds(database, replica.Name);
            return (object?[])
            [
                replica.Id, database.Id, database.Name, isHeld && (!isSuspended || group.Role is ReplicaRole.Primary),
                isHeld && isSuspended && group.Role is not ReplicaRole.Primary,
                isLocal ? copy is not null : isHeld || group.Links.Any(link => link.Replica.Id == replica.Id && link.HasCopy(database.Name)),
                copy is null ? null : RecoveryLsn(copy), copy?.TruncationLsn.ToNumeric(),
            ];
        }));

    private static (decimal? Lsn, DateTime? Time) LastCommit(Database copy) =>
        copy.Read(image => (image.LastCommitTime is null ? (decimal?)null : image.LastCommitLsn.ToNumeric(), image.LastCommitTime));

    private static decimal RecoveryLsn(Database copy) => copy.Read(image => image.Branches[^1].Start.ToNumeric());

    private static string StatusName(DatabaseStatus status) =>
        status is DatabaseStatus.RecoveryPending ? "RECOVERY_PENDING" : status.ToString().ToUpperInvariant();

    /// <summary>Queues are in KB, rounded up: what is waiting is never shown as nothing.</summary>
    private static long Kilobytes(Lsn from, Lsn end) => (from.BytesTo(end) + 1023) / 1024;
}
