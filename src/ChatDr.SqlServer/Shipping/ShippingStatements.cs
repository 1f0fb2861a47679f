using ChatDr.SqlServer.Sessions;
using ChatDr.SqlServer.Statements;

namespace ChatDr.SqlServer.Shipping;

/// <summary>The catalog queries of log shipping.</summary>
internal static class ShippingStatements
{
    /// <summary>One row for the copy of <paramref name="database"/>, none when there is none.</summary>
    public static SqlStatement Copy(string database) =>
        new($"""
            SELECT d.state_desc, d.replica_id, r.last_log_backup_lsn, r.recovery_fork_guid, r.first_recovery_fork_guid, r.fork_point_lsn,
                f.redo_start_lsn, f.redo_start_fork_guid
            FROM sys.databases AS d
            LEFT JOIN sys.database_recovery_status AS r ON r.database_id = d.database_id
            LEFT JOIN sys.master_files AS f ON f.database_id = d.database_id AND f.file_id = 1
            WHERE d.name = {SqlQuote.Text(database)};
            """)
        {
            IsIdempotent = true,
        };

    /// <summary>The files in a folder: <c>subdirectory, depth, file</c>.</summary>
    public static SqlStatement Files(string folder) => new($"EXEC master.sys.xp_dirtree {SqlQuote.Text(folder)}, 1, 1;") { IsIdempotent = true };

    /// <summary>Whether the session's instance is primary in the group.</summary>
    /// <exception cref="SqlServerException">The instance refused or went away.</exception>
    public static async Task<bool> LeadsAsync(ISqlSession session, string group, CancellationToken cancellationToken) =>
        (await session.QueryAsync(Role(group), cancellationToken)).Any(row => row.Get<int>("role") == 1);

    private static SqlStatement Role(string group) =>
        new($"""
            SELECT s.role FROM sys.availability_groups AS g
            JOIN sys.dm_hadr_availability_replica_states AS s ON s.group_id = g.group_id
            WHERE s.is_local = 1 AND g.name = {SqlQuote.Text(group)};
            """)
        {
            IsIdempotent = true,
        };
}
