namespace ChatDr.SqlServer.Statements;

/// <summary>What an instance says of itself.</summary>
public static class InstanceStatements
{
    /// <summary>
    /// One row: <c>server_name, version, edition, full_version, host_platform, started_at, local_now, utc_now</c>. <c>started_at</c> and <c>local_now</c> are
    /// in the server's time zone; the difference to <c>utc_now</c> is its offset.
    /// </summary>
    public static SqlStatement Identity() =>
        new("""
            SELECT @@SERVERNAME AS server_name, CAST(SERVERPROPERTY('ProductVersion') AS nvarchar(128)) AS version, CAST(SERVERPROPERTY('Edition') AS nvarchar(128)) AS edition,
              @@VERSION AS full_version, h.host_platform, s.sqlserver_start_time AS started_at, SYSDATETIME() AS local_now, SYSUTCDATETIME() AS utc_now
            FROM sys.dm_os_host_info AS h CROSS JOIN sys.dm_os_sys_info AS s;
            """)
        {
            Timeout = TimeSpan.FromSeconds(3),
            IsIdempotent = true,
        };
}
