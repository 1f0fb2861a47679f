using ChatDr.SqlServer.Sessions;
using ChatDr.SqlServer.Statements;

namespace ChatDr.SqlServer.Shipping;

/// <summary>
/// Applies everything on the share that continues a copy, one file after the other, as the last act of a site failover before the tail or the recovery.
/// </summary>
/// <param name="catalog">What is known of the share.</param>
public sealed class LogRestorer(LogBackupCatalog catalog)
{
    /// <summary>Restores until no readable file continues the copy of <paramref name="database"/>.</summary>
    /// <exception cref="SqlServerException">The server refused a restore, or went away.</exception>
    public async Task<LogRestoreResult> ApplyRemainingAsync(ISqlSession target, string folder, string database, CancellationToken cancellationToken)
    {
        var observer = new ShippingObserver(catalog);
        var goal = new ShippingGoal { Database = database, Folder = folder, BackupInterval = TimeSpan.MaxValue, RestoreInterval = TimeSpan.Zero };
        List<LogBackupFile> applied = [];
        while (true)
        {
            var seen = await observer.ObserveAsync(null, target, [], goal, cancellationToken);
            if (seen.Target is not { IsRestoring: true, RedoStartLsn: { } redo, Fork: { } fork }
                || seen.Files.FirstOrDefault(file => file.Name.Kind != LogBackupKind.Salvage && file.Continues(redo, fork)) is not { } next)
            {
                return new LogRestoreResult(seen.Target!, applied, seen.Unreadable);
            }

            await target.ExecuteAsync(BackupStatements.RestoreLog(database, goal.Path(next.Name.FileName)), cancellationToken);
            applied.Add(next);
        }
    }
}
