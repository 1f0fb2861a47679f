using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Availability;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Engine.Storage;
using ChatDr.Simulator.TSql.Binding;
using static ChatDr.Simulator.TSql.Catalog.ViewBuilder;

namespace ChatDr.Simulator.TSql.Catalog;

/// <summary>The views of availability groups (docs/sql-server-facts.md E). Complete on the primary only: a secondary sees itself.</summary>
internal static class AvailabilityViews
{
    private const string ByUser = "SUSPEND_FROM_USER";

    /// <summary>A view by name; null if it is not simulated.</summary>
    public static Relation? Find(string name, Instance instance) => name switch
    {
        "availability_groups" => View("group_id guid, name sysname, cluster_type tinyint, cluster_type_desc nvarchar60, db_failover bit, "
            + "required_synchronized_secondaries_to_commit int, sequence_number bigint", () => Groups(instance).Select(group => (object?[])
            [group.Configuration.GroupId, group.Configuration.Name, (byte)2, "EXTERNAL", group.Configuration.DatabaseFailover, group.Configuration.RequiredSynchronizedSecondaries, group.Configuration.Sequence])),
        "availability_replicas" => View("replica_id guid, group_id guid, replica_server_name nvarchar256, endpoint_url nvarchar128, "
            + "availability_mode tinyint, availability_mode_desc nvarchar60, failover_mode_desc nvarchar60, session_timeout int, "
            + "seeding_mode_desc nvarchar60", () => Groups(instance).SelectMany(group => group.Configuration.Replicas.Select(replica => (object?[])
            [replica.Id, group.Configuration.GroupId, replica.Name, replica.EndpointUrl, (byte)replica.Mode, ModeName(replica.Mode), "EXTERNAL", replica.SessionTimeout, replica.IsAutomaticSeeding ? "AUTOMATIC" : "MANUAL"]))),
        "availability_databases_cluster" => View("group_id guid, group_database_id guid, "
            + "database_name sysname",
            () => Groups(instance).SelectMany(group => group.Configuration.Databases.Select(database => (object?[])[group.Configuration.GroupId, database.Id, database.Name]))),
        "dm_hadr_availability_replica_states" => View("replica_id guid, group_id guid, is_local bit, role tinyint, role_desc nvarchar60, "
            + "operational_state_desc nvarchar60, connected_state tinyint, connected_state_desc nvarchar60, synchronization_health tinyint, "
            + "synchronization_health_desc nvarchar60, last_connect_error_description nvarchar1024, "
            + "current_configuration_commit_start_time_utc datetime", () => Groups(instance).SelectMany(ReplicaStates)),
        "dm_hadr_database_replica_states" => View("database_id int, group_id guid, replica_id guid, group_database_id guid, is_local bit, "
            + "is_primary_replica bit, synchronization_state tinyint, synchronization_state_desc nvarchar60, is_commit_participant bit, is_suspended bit, "
            + "suspend_reason tinyint, suspend_reason_desc nvarchar60, database_state tinyint, recovery_lsn lsn, last_hardened_lsn lsn, "
            + "last_redone_lsn lsn, end_of_log_lsn lsn, last_commit_lsn lsn, last_commit_time datetime, log_send_queue_size bigint, "
            + "redo_queue_size bigint", () => Groups(instance).SelectMany(group => DatabaseStates(instance, group))),
        "dm_hadr_database_replica_cluster_states" => View("replica_id guid, group_database_id guid, database_name sysname, is_failover_ready bit, "
            + "is_pending_secondary_suspend bit, "
            + "is_database_joined bit",
            () => Groups(instance).SelectMany(group => group.Configuration.Databases.SelectMany(database => group.Configuration.Replicas.Where(replica => replica.Mode is not AvailabilityMode.ConfigurationOnly).Select(replica => (object?[])
            [replica.Id, database.Id, database.Name, database.Synchronized.Contains(replica.Name, StringComparer.OrdinalIgnoreCase), false, replica.IsJoined])))),
        _ => null,
    };

    internal static Guid? GroupDatabaseId(Instance instance, Database database) => database.File.AvailabilityGroup is { } name
        ? instance.AvailabilityGroups.Find(name)?.Configuration.Databases.FirstOrDefault(other => Same(other.Name, database.Name))?.Id
        : null;

    private static IReadOnlyList<AvailabilityGroup> Groups(Instance instance) => instance.AvailabilityGroups.All;

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    private static string ModeName(AvailabilityMode mode) => mode switch
    {
        AvailabilityMode.Synchronous => "SYNCHRONOUS_COMMIT",
        AvailabilityMode.Asynchronous => "ASYNCHRONOUS_COMMIT",
        AvailabilityMode.ConfigurationOnly => "CONFIGURATION_ONLY",
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "Not an availability mode."),
    };

    private static IEnumerable<object?[]> ReplicaStates(AvailabilityGroup group)
    {
        var id = group.Configuration.GroupId;
        if (group.Local is { } local)
        {
            var connected = group.Role is ReplicaRole.Primary || group.IsConnectedToPrimary;
            var healthy = group.Role is not ReplicaRole.Resolving && group.Configuration.IsSynchronized(local.Name);
            yield return [local.Id, id, true, (byte)group.Role, group.Role.ToString().ToUpperInvariant(), group.Role is ReplicaRole.Primary ? "ONLINE" : null, (byte)(connected ? 1 : 0), connected ? "CONNECTED" : "DISCONNECTED", (byte)(healthy ? 2 : 0), healthy ? "HEALTHY" : "NOT_HEALTHY", null, group.ConfigurationCommitStarted];
        }

        foreach (var link in group.Role is ReplicaRole.Primary ? group.Links : [])
        {
            var healthy = link.IsConnected && (link.Replica.Mode is AvailabilityMode.ConfigurationOnly || group.Configuration.IsSynchronized(link.Replica.Name));
            yield return [link.Replica.Id, id, false, (byte)2, "SECONDARY", null, (byte)(link.IsConnected ? 1 : 0), link.IsConnected ? "CONNECTED" : "DISCONNECTED", (byte)(healthy ? 2 : 0), healthy ? "HEALTHY" : "NOT_HEALTHY", link.LastError.Length > 0 ? link.LastError : null, null];
        }
    }

    private static IEnumerable<object?[]> DatabaseStates(Instance instance, AvailabilityGroup group)
    {
        foreach (var database in group.Configuration.Databases)
        {
            if (group.CopyOf(database.Name) is not { } copy || group.Local is not { } local)
            {
                continue;
            }

            var isPrimary = group.Role is ReplicaRole.Primary;
            var isSynchronized = isPrimary || (group.IsConnectedToPrimary && database.Synchronized.Contains(instance.ServerName, StringComparer.OrdinalIgnoreCase));
            var end = copy.EndOfLog.ToNumeric();
            var redo = copy.RedoLsn.ToNumeric();
            var (commitLsn, commitTime) = copy.Read(image => (image.LastCommitLsn.ToNumeric(), image.LastCommitTime));
            var state = isSynchronized ? 2 : group.IsConnectedToPrimary ? 1 : 0;
            yield return [copy.Id, group.Configuration.GroupId, local.Id, database.Id, true, isPrimary, (byte)state, StateName(state), isSynchronized, copy.File.IsSuspended, copy.File.IsSuspended ? (byte)0 : null, copy.File.IsSuspended ? ByUser : null, (byte)copy.Status, redo, end, redo, end, commitLsn, commitTime, null, isPrimary ? null : Kilobytes(copy.RedoLsn, copy.EndOfLog)];
            foreach (var link in isPrimary ? group.Links.Where(link => link.Replica.Mode is not AvailabilityMode.ConfigurationOnly) : [])
            {
                var other = link.StateOf(database.Name);
                var otherState = other.IsStreaming && other.IsParticipant && database.Synchronized.Contains(link.Replica.Name, StringComparer.OrdinalIgnoreCase) ? 2 : other.IsStreaming ? 1 : 0;
                var hardened = other.Hardened.ToNumeric();
                yield return [copy.Id, group.Configuration.GroupId, link.Replica.Id, database.Id, false, false, (byte)otherState, StateName(otherState), other.IsParticipant, copy.File.IsSuspended, copy.File.IsSuspended ? (byte)0 : null, copy.File.IsSuspended ? ByUser : null, null, hardened, hardened, hardened, hardened, null, null, Kilobytes(other.Hardened, copy.EndOfLog), null];
            }
        }
    }

    /// <summary>Queues are in KB, rounded up: what is waiting is never shown as nothing.</summary>
    private static long Kilobytes(Lsn from, Lsn end) => (from.BytesTo(end) + 1023) / 1024;

    private static string StateName(int state) => state switch { 2 => "SYNCHRONIZED", 1 => "SYNCHRONIZING", _ => "NOT SYNCHRONIZING" };
}
