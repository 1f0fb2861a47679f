using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Availability;
using ChatDr.Simulator.TSql.Binding;
using static ChatDr.Simulator.TSql.Catalog.ViewBuilder;

namespace ChatDr.Simulator.TSql.Catalog;

/// <summary>Automatic seeding, as the primary sees it (Microsoft Learn, "sys.dm_hadr_automatic_seeding", "sys.dm_hadr_physical_seeding_stats").</summary>
internal static class SeedingViews
{
    /// <summary>A view by name; null if it is not simulated.</summary>
    public static Relation? Find(string name, Instance instance) => name switch
    {
        "dm_hadr_automatic_seeding" => View(
            "start_time datetime, completion_time datetime, ag_id guid, ag_db_id guid, ag_remote_replica_id guid, operation_id guid, is_source bit, "
                + "current_state nvarchar32, performed_seeding bit, failure_state int, failure_state_desc nvarchar60, error_code int, number_of_attempts int",
            () => Operations(instance).Select(seeding => (object?[])
            [
                seeding.Operation.Started, seeding.Operation.Ended, seeding.Group.Configuration.GroupId, DatabaseId(seeding.Group, seeding.Operation),
                seeding.Link.Replica.Id, seeding.Operation.Id, true, seeding.Operation.State, seeding.Operation.State is "COMPLETED",
                seeding.Operation.State is "FAILED" ? 1 : 0,
                seeding.Operation.State is "FAILED" ? seeding.Operation.Failure : null, null,
                seeding.Link.Seedings.Count(other => other.Database == seeding.Operation.Database && other.Started <= seeding.Operation.Started),
            ])),
        "dm_hadr_physical_seeding_stats" => View(
            "local_physical_seeding_id guid, remote_physical_seeding_id guid, local_database_id int, local_database_name nvarchar128, "
                + "remote_machine_name nvarchar128, role_desc nvarchar60, internal_state_desc nvarchar60, transfer_rate_bytes_per_second bigint, "
                + "transferred_size_bytes bigint, database_size_bytes bigint, start_time_utc datetime, end_time_utc datetime, is_compression_enabled bit",
            () => Operations(instance).Where(seeding => seeding.Operation.Ended is null).Select(seeding => (object?[])
            [
                seeding.Operation.Id, null, seeding.Group.CopyOf(seeding.Operation.Database)?.Id, seeding.Operation.Database, seeding.Operation.Replica,
                "Source", "ReadingAndSendingData", seeding.Operation.Rate(instance.Time.GetUtcNow().UtcDateTime), seeding.Operation.Transferred,
                seeding.Operation.Total, seeding.Operation.Started, null, false,
            ])),
        _ => null,
    };

    private static IEnumerable<(AvailabilityGroup Group, ReplicaLink Link, SeedingOperation Operation)> Operations(Instance instance) =>
        AvailabilityViews.All(instance).SelectMany(group => group.Links.SelectMany(link => link.Seedings.Select(operation => (group, link, operation))));

    private static Guid? DatabaseId(AvailabilityGroup group, SeedingOperation operation) =>
        group.Configuration.Databases.FirstOrDefault(database => AvailabilityViews.Same(database.Name, operation.Database))?.Id;
}
