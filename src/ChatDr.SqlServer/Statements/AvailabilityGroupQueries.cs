namespace ChatDr.SqlServer.Statements;

/// <summary>What an instance knows of an availability group. Short time-outs: these run every second.</summary>
public static class AvailabilityGroupQueries
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The local replica: <c>sequence_number, role, connected_state, endpoint_name</c>; the first three are NULL when the group is not here. Always one row.
    /// </summary>
    public static SqlStatement LocalReplica(string group) =>
        Query($"""
            SELECT g.sequence_number, s.role, s.connected_state, e.name AS endpoint_name
            FROM sys.databases AS m
            LEFT JOIN sys.availability_groups AS g ON g.name = {SqlQuote.Text(group)}
            LEFT JOIN sys.dm_hadr_availability_replica_states AS s ON s.group_id = g.group_id AND s.is_local = 1
            LEFT JOIN sys.database_mirroring_endpoints AS e ON 1 = 1
            WHERE m.database_id = 1;
            """);

    /// <summary>The replicas that the configuration names: <c>replica_server_name, role, connected_state</c>.</summary>
    public static SqlStatement Replicas(string group) =>
        Query($"""
            SELECT r.replica_server_name, s.role, s.connected_state
            FROM sys.availability_groups AS g
            JOIN sys.availability_replicas AS r ON r.group_id = g.group_id
            LEFT JOIN sys.dm_hadr_availability_replica_states AS s ON s.replica_id = r.replica_id
            WHERE g.name = {SqlQuote.Text(group)};
            """);

    /// <summary>
    /// The group's databases on each replica: <c>database_name, replica_server_name, synchronization_state, is_suspended, suspend_reason, log_send_queue_size,
    /// redo_queue_size, end_of_log_lsn</c>.
    /// </summary>
    public static SqlStatement Movements(string group) =>
        Query($"""
            SELECT d.database_name, r.replica_server_name, s.synchronization_state, s.is_suspended, s.suspend_reason, s.log_send_queue_size, s.redo_queue_size, s.end_of_log_lsn
            FROM sys.availability_groups AS g
            JOIN sys.availability_databases_cluster AS d ON d.group_id = g.group_id
            JOIN sys.availability_replicas AS r ON r.group_id = g.group_id
            JOIN sys.dm_hadr_database_replica_states AS s ON s.group_database_id = d.group_database_id AND s.replica_id = r.replica_id
            WHERE g.name = {SqlQuote.Text(group)};
            """);

    private static SqlStatement Query(string text) => new(text) { Timeout = Timeout, IsIdempotent = true };
}
