using ChatDr.SqlServer.Sessions;

namespace ChatDr.SqlServer.Shipping;

/// <summary>Looks at both ends and at the share.</summary>
/// <param name="catalog">What is known of the share.</param>
public sealed class ShippingObserver(LogBackupCatalog catalog)
{
    private const int Behind = 3;

    /// <summary>One snapshot.</summary>
    /// <param name="source">A session with the principal; null when there is none.</param>
    /// <param name="target">A session with the target; null when it cannot be reached.</param>
    /// <param name="fenced">Sessions with the partners of <see cref="ShippingGoal.SalvageFrom"/> that answer, the target first.</param>
    /// <param name="goal">What is shipped.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    /// <exception cref="SqlServerException">An instance refused a query or went away meanwhile.</exception>
    public async Task<ShippingObservation> ObserveAsync(
        ISqlSession? source, ISqlSession? target, IReadOnlyList<ISqlSession> fenced, ShippingGoal goal, CancellationToken cancellationToken)
    {
        var seen = new ShippingObservation { Source = source is null ? null : await LogBackupCatalog.CopyAsync(source, goal.Database, cancellationToken) };
        if (target is null)
        {
            return seen;
        }

        var copy = await LogBackupCatalog.CopyAsync(target, goal.Database, cancellationToken);
        var names = await LogBackupCatalog.ListAsync(target, goal.Folder, goal.Database, cancellationToken);
        var (files, unreadable) = await HeadersAsync(target, goal.Folder, Around(names, copy.RedoStartLsn), cancellationToken);
        return seen with
        {
            Target = copy,
            Names = names,
            Files = files,
            Unreadable = unreadable,
            FencedGroupIsLed = goal.SalvageFrom is { } group && await IsLedAsync(fenced, group, cancellationToken),
        };
    }

    /// <summary>The files that can matter: the last ones that begin at or before the copy's position, the first beyond it, and saved tails.</summary>
    private static IEnumerable<LogBackupName> Around(IReadOnlyList<LogBackupName> names, decimal? redo) => redo is null
        ? []
        : names.Where(name => name.FirstLsn <= redo).TakeLast(Behind)
            .Concat(names.Where(name => name.FirstLsn > redo).Take(1))
            .Concat(names.Where(name => name.Kind != LogBackupKind.Log))
            .Distinct();

    private async Task<(IReadOnlyList<LogBackupFile> Files, IReadOnlyDictionary<string, string> Unreadable)> HeadersAsync(
        ISqlSession session, string folder, IEnumerable<LogBackupName> names, CancellationToken cancellationToken)
    {
        List<LogBackupFile> files = [];
        Dictionary<string, string> unreadable = [];
        foreach (var name in names)
        {
            try
            {
                files.Add(await catalog.ReadAsync(session, folder, name, cancellationToken));
            }
            catch (SqlServerException broken) when (!broken.IsUnreachable)
            {
                unreadable[name.FileName] = broken.Message;
            }
        }

        return (files, unreadable);
    }

    private static async Task<bool> IsLedAsync(IReadOnlyList<ISqlSession> partners, string group, CancellationToken cancellationToken)
    {
        foreach (var partner in partners)
        {
            if (await ShippingStatements.LeadsAsync(partner, group, cancellationToken))
            {
                return true;
            }
        }

        return false;
    }
}
