using ChatDr.SqlServer.Sessions;
using ChatDr.SqlServer.Statements;

namespace ChatDr.SqlServer.Shipping;

/// <summary>Carries one shipping action out. Each may be repeated: a backup is written to a file of its own, a restore is refused by the server when it was done.</summary>
/// <param name="time">The clock.</param>
public sealed class ShippingActor(TimeProvider time)
{
    private static readonly TimeSpan OnlineWithin = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs <paramref name="action"/>.</summary>
    /// <param name="source">A session with the source; null when there is none (only actions on the target are then possible).</param>
    /// <param name="target">A session with the target; null when there is none.</param>
    /// <param name="goal">What is shipped.</param>
    /// <param name="action">What to do.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="SqlServerException">A server refused or went away.</exception>
    public async Task ActAsync(ISqlSession? source, ISqlSession? target, ShippingGoal goal, ShippingAction action, CancellationToken cancellationToken)
    {
        switch (action.Kind)
        {
            case ShippingActionKind.StartChain:
                await Required(source).ExecuteAsync(BackupStatements.BackupDatabase(goal.Database, Full(goal, "base"), new BackupOptions { Compression = goal.Compression }), cancellationToken);
                break;
            case ShippingActionKind.BackupLog:
                await Required(source).ExecuteAsync(
                    BackupStatements.BackupLog(goal.Database, goal.Path(action.File!.FileName), new BackupOptions { Compression = goal.Compression }), cancellationToken);
                break;
            case ShippingActionKind.Seed:
            case ShippingActionKind.Reseed:
                await SeedAsync(Required(source), Required(target), goal, action.Kind == ShippingActionKind.Reseed, cancellationToken);
                break;
            case ShippingActionKind.RestoreLog:
                await Required(target).ExecuteAsync(BackupStatements.RestoreLog(goal.Database, goal.Path(action.File!.FileName)), cancellationToken);
                break;
            case ShippingActionKind.Salvage:
                await SalvageAsync(Required(target), goal, cancellationToken);
                break;
            case ShippingActionKind.Demote:
                await Required(target).ExecuteAsync(AvailabilityGroupStatements.Offline(goal.SalvageFrom!), cancellationToken);
                break;
            default:
                throw new InvalidOperationException($"Unknown shipping action {action.Kind}.");
        }
    }

    private async Task SeedAsync(ISqlSession source, ISqlSession target, ShippingGoal goal, bool replace, CancellationToken cancellationToken)
    {
        var path = Full(goal, "seed");
        await source.ExecuteAsync(BackupStatements.BackupDatabase(goal.Database, path, new BackupOptions { CopyOnly = true, Compression = goal.Compression }), cancellationToken);
        await target.ExecuteAsync(BackupStatements.RestoreDatabase(goal.Database, path, replace), cancellationToken);
    }

    /// <summary>
    /// A copy in a group that nobody leads cannot be backed up, so its group is led for a moment. The site is fenced: no Service selects the pod and the
    /// application's login is disabled, so nobody writes (S1).
    /// </summary>
    private async Task SalvageAsync(ISqlSession target, ShippingGoal goal, CancellationToken cancellationToken)
    {
        var copy = await LogBackupCatalog.CopyAsync(target, goal.Database, cancellationToken);
        if (copy.InGroup)
        {
            if (!(await target.QueryAsync(ShippingStatements.Role(goal.SalvageFrom!), cancellationToken)).Any(row => row.Get<int>("role") == 1))
            {
                await target.ExecuteAsync(AvailabilityGroupStatements.Failover(goal.SalvageFrom!), cancellationToken);
            }

            await OnlineAsync(target, goal.Database, cancellationToken);
            await target.ExecuteAsync(AvailabilityGroupStatements.RemoveDatabase(goal.SalvageFrom!, goal.Database), cancellationToken);
        }

        copy = await OnlineAsync(target, goal.Database, cancellationToken);
        if (copy.LastLogBackupLsn is not { } first)
        {
            throw new SqlServerException($"The stale copy of {goal.Database} has no log chain, so its tail cannot be saved. It is left as it is: save what you need and drop it.", [4214], isUnreachable: false);
        }

        var path = goal.Path(new LogBackupName(goal.Database, first, time.GetUtcNow(), LogBackupKind.Salvage).FileName);
        await target.ExecuteAsync(BackupStatements.BackupLog(goal.Database, path, new BackupOptions { NoRecovery = true, Compression = goal.Compression }), cancellationToken);
        await target.ExecuteAsync(BackupStatements.VerifyOnly(path), cancellationToken);
    }

    private async Task<ShippedCopy> OnlineAsync(ISqlSession session, string database, CancellationToken cancellationToken)
    {
        var until = time.GetUtcNow() + OnlineWithin;
        while (true)
        {
            var copy = await LogBackupCatalog.CopyAsync(session, database, cancellationToken);
            if (copy.IsOnline)
            {
                return copy;
            }

            if (time.GetUtcNow() > until)
            {
                throw new SqlServerException($"{database} did not come online within {OnlineWithin.TotalSeconds:0} s; it is {copy.State}.", [], isUnreachable: false);
            }

            await Task.Delay(Poll, time, cancellationToken);
        }
    }

    private string Full(ShippingGoal goal, string what) => goal.Path($"{goal.Database}_{time.GetUtcNow().UtcDateTime:yyyyMMddHHmmssfff}_{what}.bak");

    private static ISqlSession Required(ISqlSession? session) =>
        session ?? throw new InvalidOperationException("The decider asked for an action at an end that was not observed.");
}
