using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Availability;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.TSql.Binding;
using static ChatDr.Simulator.TSql.Catalog.ViewBuilder;

namespace ChatDr.Simulator.TSql.Catalog;

/// <summary>
/// The state of replicas. Complete on the primary; a secondary sees itself only (Microsoft Learn, "sys.dm_hadr_availability_replica_states").
/// </summary>
internal static class ReplicaStateViews
{
    private const byte Offline = 3;
    private const byte Online = 2;
    private const byte PendingFailover = 0;

    /// <summary>A view by name; null if it is not simulated.</summary>
    public static Relation? Find(string name, Instance instance) => name switch
    {
        "dm_hadr_availability_replica_states" => View(
            "replica_id guid, group_id guid, is_local bit, role tinyint, role_desc nvarchar60, operational_state tinyint, operational_state_desc nvarchar60, "
                + "connected_state tinyint, connected_state_desc nvarchar60, recovery_health tinyint, recovery_health_desc nvarchar60, "
                + "synchronization_health tinyint, synchronization_health_desc nvarchar60, last_connect_error_number int, "
                + "last_connect_error_description nvarchar1024, last_connect_error_timestamp datetime, write_lease_remaining_ticks bigint, "
                + "current_configuration_commit_start_time_utc datetime, is_internal bit",
            () => AvailabilityViews.All(instance).SelectMany(States)),
        "dm_hadr_availability_replica_cluster_states" => View(
            "replica_id guid, replica_server_name nvarchar256, group_id guid, join_state tinyint, join_state_desc nvarchar60",
            () => AvailabilityViews.All(instance).SelectMany(group => group.Configuration.Replicas.Select(replica => (object?[])
                [replica.Id, replica.Name, group.Configuration.GroupId, (byte)(replica.IsJoined ? 1 : 0),
                    replica.IsJoined ? "JOINED_STANDALONE" : "NOT_JOINED"]))),
        "dm_hadr_availability_group_states" => View(
            "group_id guid, primary_replica nvarchar128, primary_recovery_health tinyint, primary_recovery_health_desc nvarchar60, "
                + "secondary_recovery_health tinyint, secondary_recovery_health_desc nvarchar60, synchronization_health tinyint, "
                + "synchronization_health_desc nvarchar60",
            () => AvailabilityViews.All(instance).Select(GroupState)),
        _ => null,
    };

    private static IEnumerable<object?[]> States(AvailabilityGroup group)
    {
        var id = group.Configuration.GroupId;
        if (group.Local is { } local)
        {
            var connected = group.Role is ReplicaRole.Primary || group.IsConnectedToPrimary;
            var (state, stateName) = group.Role is not ReplicaRole.Resolving
                ? (Online, "ONLINE")
                : group.IsFailingOver ? (PendingFailover, "PENDING_FAILOVER") : (Offline, "OFFLINE");
            var recovery = RecoveryHealth(group);
            var health = LocalHealth(group, local);
            yield return
            [
                local.Id, id, true, (byte)group.Role, group.Role.ToString().ToUpperInvariant(), state, stateName, (byte)(connected ? 1 : 0),
                connected ? "CONNECTED" : "DISCONNECTED", recovery, RecoveryName(recovery), health, SynchronizationRules.HealthName(health), null, null, null,
                group.WriteLeaseRemaining, group.ConfigurationCommitStarted, false,
            ];
        }

        foreach (var link in group.Role is ReplicaRole.Primary ? group.Links : [])
        {
            var health = RemoteHealth(group, link);
            var error = link.LastError;
            yield return
            [
                link.Replica.Id, id, false, link.IsConnected ? (byte)2 : null, link.IsConnected ? "SECONDARY" : null, null, null,
                (byte)(link.IsConnected ? 1 : 0), link.IsConnected ? "CONNECTED" : "DISCONNECTED", null, null, health, SynchronizationRules.HealthName(health),
                error?.Number, error?.Text, error?.At, null, null, false,
            ];
        }
    }

    private static object?[] GroupState(AvailabilityGroup group)
    {
        var isPrimary = group.Role is ReplicaRole.Primary;
        var health = isPrimary
            ? group.Links.Select(link => RemoteHealth(group, link)).DefaultIfEmpty((byte)2).Min()
            : group.Local is { } local ? LocalHealth(group, local) : (byte)0;
        var recovery = group.Role is ReplicaRole.Resolving ? null : (byte?)RecoveryHealth(group);
        return
        [
            group.Configuration.GroupId, group.Role is ReplicaRole.Resolving ? "" : group.Configuration.Primary, isPrimary ? recovery : null,
            isPrimary ? RecoveryName(recovery) : null, isPrimary ? null : recovery, isPrimary ? null : RecoveryName(recovery), health,
            SynchronizationRules.HealthName(health),
        ];
    }

    private static byte RecoveryHealth(AvailabilityGroup group) =>
        group.Configuration.Databases.Select(database => group.CopyOf(database.Name)).OfType<Database>().All(copy => copy.Status is DatabaseStatus.Online)
            ? (byte)1
            : (byte)0;

    private static string? RecoveryName(byte? health) => health switch { null => null, 1 => "ONLINE", _ => "ONLINE_IN_PROGRESS" };

    private static byte LocalHealth(AvailabilityGroup group, ReplicaConfiguration local) => group.Role is ReplicaRole.Resolving ? (byte)0
        : local.Mode is AvailabilityMode.ConfigurationOnly ? (byte)(group.IsConnectedToPrimary ? 2 : 0)
        : group.Configuration.Databases.Select(database => group.CopyOf(database.Name) is { } copy
            ? SynchronizationRules.Health(local.Mode, DatabaseReplicaViews.LocalState(group, database, copy, local))
            : (byte)0).DefaultIfEmpty((byte)2).Min();

    private static byte RemoteHealth(AvailabilityGroup group, ReplicaLink link) => !link.IsConnected ? (byte)0
        : link.Replica.Mode is AvailabilityMode.ConfigurationOnly ? (byte)2
        : group.Configuration.Databases.Select(database => SynchronizationRules.Health(link.Replica.Mode, DatabaseReplicaViews.RemoteState(database, link)))
            .DefaultIfEmpty((byte)2)
            .Min();
}
