using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Availability;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.TSql.Binding;
using static ChatDr.Simulator.TSql.Catalog.ViewBuilder;

namespace ChatDr.Simulator.TSql.Catalog;

/// <summary>
/// The catalog of availability groups, with the product's columns (docs/sql-server-facts.md E; Microsoft Learn, "sys.availability_groups",
/// "sys.availability_replicas" and their like). The numbers of cluster_type are those of the product's management objects (AvailabilityGroupClusterType): 1
/// NONE, 2 EXTERNAL.
/// </summary>
internal static class AvailabilityViews
{
    // Without a cluster these only matter to an agent outside, which has its own; the product shows its defaults.
    private const int DefaultFailureConditionLevel = 3;
    private const int DefaultHealthCheckTimeout = 30_000;

    /// <summary>A view by name; null if it is not simulated.</summary>
    public static Relation? Find(string name, Instance instance) => name switch
    {
        "availability_groups" => Groups(instance),
        "availability_replicas" => Replicas(instance),
        "availability_databases_cluster" => View("group_id guid, group_database_id guid, database_name sysname, truncation_lsn lsn",
            () => All(instance).SelectMany(group => group.Configuration.Databases.Select(database => (object?[])
            [group.Configuration.GroupId, database.Id, database.Name, group.CopyOf(database.Name)?.TruncationLsn.ToNumeric()]))),
        "dm_hadr_cluster" => View(
            "cluster_name nvarchar128, quorum_type tinyint, quorum_type_desc nvarchar60, quorum_state tinyint, quorum_state_desc nvarchar60", () => []),
        _ => ReplicaStateViews.Find(name, instance) ?? DatabaseReplicaViews.Find(name, instance) ?? SeedingViews.Find(name, instance),
    };

    internal static Guid? GroupDatabaseId(Instance instance, Database database) => database.File.AvailabilityGroup is { } name
        ? instance.AvailabilityGroups.Find(name)?.Configuration.Databases.FirstOrDefault(other => Same(other.Name, database.Name))?.Id
        : null;

    internal static IReadOnlyList<AvailabilityGroup> All(Instance instance) => instance.AvailabilityGroups.All;

    internal static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    private static Relation Groups(Instance instance) => View(
        "group_id guid, name sysname, resource_id nvarchar40, resource_group_id nvarchar40, failure_condition_level int, health_check_timeout int, "
            + "automated_backup_preference tinyint, automated_backup_preference_desc nvarchar60, version smallint, basic_features bit, dtc_support bit, "
            + "db_failover bit, is_distributed bit, cluster_type tinyint, cluster_type_desc nvarchar60, required_synchronized_secondaries_to_commit int, "
            + "sequence_number bigint, is_contained bit",
        () => All(instance).Select(group => group.Configuration).Select(group => (object?[])
        [
            group.GroupId, group.Name, null, null, DefaultFailureConditionLevel, DefaultHealthCheckTimeout, (byte)group.BackupPreference,
            PreferenceName(group.BackupPreference), (short)0, group.IsBasic, false, group.DatabaseFailover, false, (byte)group.ClusterType,
            group.ClusterType.ToString().ToUpperInvariant(), group.RequiredSynchronizedSecondaries, group.Sequence, false,
        ]));

    private static Relation Replicas(Instance instance) => View(
        "replica_id guid, group_id guid, replica_metadata_id int, replica_server_name nvarchar256, owner_sid varbinary, endpoint_url nvarchar128, "
            + "availability_mode tinyint, availability_mode_desc nvarchar60, failover_mode tinyint, failover_mode_desc nvarchar60, session_timeout int, "
            + "primary_role_allow_connections tinyint, primary_role_allow_connections_desc nvarchar60, secondary_role_allow_connections tinyint, "
            + "secondary_role_allow_connections_desc nvarchar60, create_date datetime, modify_date datetime, backup_priority int, "
            + "read_only_routing_url nvarchar256, seeding_mode tinyint, seeding_mode_desc nvarchar60, read_write_routing_url nvarchar256",
        () => All(instance).SelectMany(group => group.Configuration.Replicas.Select((replica, i) =>
        {
            var isLocal = replica.Id == group.Local?.Id;
            return (object?[])
            [
                replica.Id, group.Configuration.GroupId, isLocal ? 65537 + i : null, replica.Name, isLocal ? new byte[] { 1 } : null, replica.EndpointUrl,
                (byte)replica.Mode, ModeName(replica.Mode), (byte)replica.FailoverMode, replica.FailoverMode.ToString().ToUpperInvariant(),
                replica.SessionTimeout, (byte)2, "ALL", (byte)0, "NO", isLocal ? replica.Created : null, isLocal ? replica.Modified : null,
                replica.BackupPriority, null, (byte)(replica.IsAutomaticSeeding ? 0 : 1),
                replica.IsAutomaticSeeding ? "AUTOMATIC" : "MANUAL", null,
            ];
        })));

    private static string ModeName(AvailabilityMode mode) => mode switch
    {
        AvailabilityMode.Synchronous => "SYNCHRONOUS_COMMIT",
        AvailabilityMode.Asynchronous => "ASYNCHRONOUS_COMMIT",
        AvailabilityMode.ConfigurationOnly => "CONFIGURATION_ONLY",
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "Not an availability mode."),
    };

    private static string PreferenceName(BackupPreference preference) => preference switch
    {
        BackupPreference.Primary => "PRIMARY",
        BackupPreference.SecondaryOnly => "SECONDARY_ONLY",
        BackupPreference.Secondary => "SECONDARY",
        BackupPreference.None => "NONE",
        _ => throw new ArgumentOutOfRangeException(nameof(preference), preference, "Not a backup preference."),
    };
}
