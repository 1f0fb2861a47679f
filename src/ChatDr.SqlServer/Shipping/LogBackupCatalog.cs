using System.Collections.Concurrent;
using ChatDr.SqlServer.Sessions;
using ChatDr.SqlServer.Statements;

namespace ChatDr.SqlServer.Shipping;

/// <summary>
/// What lies on the share, as an instance sees it: the operator has no access of its own. A file never changes once it is written, so its header is read once.
/// </summary>
public sealed class LogBackupCatalog
{
    private const int Remembered = 4096;
    private const int Incomplete = 3256;
    private readonly ConcurrentDictionary<string, LogBackupFile> _headers = [];

    /// <summary>The log backups of <paramref name="database"/> in <paramref name="folder"/>, by LSN and time.</summary>
    /// <exception cref="SqlServerException">The instance refused or went away.</exception>
    public static async Task<IReadOnlyList<LogBackupName>> ListAsync(ISqlSession session, string folder, string database, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync(ShippingStatements.Files(folder), cancellationToken);
        return
        [
            .. rows.Where(row => row.Get<int>("file") == 1)
                .Select(row => LogBackupName.TryParse(database, row.GetText("subdirectory") ?? ""))
                .OfType<LogBackupName>()
                .OrderBy(name => name.FirstLsn).ThenBy(name => name.StartedAt),
        ];
    }

    /// <summary>The header of a log backup.</summary>
    /// <exception cref="SqlServerException">The file is missing, cut or damaged (3201, 3241, 3183, 3256 …), or the instance went away.</exception>
    public async Task<LogBackupFile> ReadAsync(ISqlSession session, string folder, LogBackupName name, CancellationToken cancellationToken)
    {
        var path = $"{folder.TrimEnd('/')}/{name.FileName}";
        if (_headers.TryGetValue(path, out var known))
        {
            return known;
        }

        var row = (await session.QueryAsync(BackupStatements.HeaderOnly(path), cancellationToken))[^1];
        if (row.GetOrNull<decimal>("FirstLSN") is null)
        {
            // The header of a backup that is still being written, or was cut off: SQL Server names it *** INCOMPLETE *** and leaves the rest NULL.
            throw new SqlServerException($"'{path}' holds a backup that is incomplete: {row.GetText("BackupName")}.", [Incomplete], isUnreachable: false);
        }

        var file = new LogBackupFile
        {
            Name = name,
            FirstLsn = row.Get<decimal>("FirstLSN"),
            LastLsn = row.Get<decimal>("LastLSN"),
            Fork = row.Get<Guid>("RecoveryForkID"),
            FirstFork = row.Get<Guid>("FirstRecoveryForkID"),
            ForkPoint = row.GetOrNull<decimal>("ForkPointLSN"),
        };
        if (_headers.Count >= Remembered)
        {
            _headers.Clear();
        }

        return _headers[path] = file;
    }

    /// <summary>The copy of <paramref name="database"/> on the session's instance.</summary>
    /// <exception cref="SqlServerException">The instance refused or went away.</exception>
    public static async Task<ShippedCopy> CopyAsync(ISqlSession session, string database, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync(ShippingStatements.Copy(database), cancellationToken);
        if (rows.Count == 0)
        {
            return ShippedCopy.Absent;
        }

        var row = rows[0];
        return new ShippedCopy
        {
            State = row.GetText("state_desc") ?? "UNKNOWN",
            InGroup = row.GetOrNull<Guid>("replica_id") is not null,
            LastLogBackupLsn = row.GetOrNull<decimal>("last_log_backup_lsn"),
            Fork = row.GetOrNull<Guid>("redo_start_fork_guid") ?? row.GetOrNull<Guid>("recovery_fork_guid"),
            FirstFork = row.GetOrNull<Guid>("first_recovery_fork_guid"),
            ForkPoint = row.GetOrNull<decimal>("fork_point_lsn"),
            RedoStartLsn = row.GetOrNull<decimal>("redo_start_lsn"),
        };
    }
}
