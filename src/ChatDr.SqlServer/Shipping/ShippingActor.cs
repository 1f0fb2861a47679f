using ChatDr.SqlServer.Sessions;
using ChatDr.SqlServer.Statements;

namespace ChatDr.SqlServer.Shipping;

/// <summary>
/// Carries one shipping action out. Each may be repeated: a backup is written to a file of its own, a restore is refused by the server when it was done.
/// </summary>
/// <param name="time">The clock.</param>
public sealed class ShippingActor(TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs <paramref name="action"/>.</summary>
    /// <param name="source">A session with the source; null when there is none (only actions on the target are then possible).</param>
    /// <param name="target">A session with the target; null when there is none.</param>
    /// <param name="fenced">Sessions with the partners of <see cref="ShippingGoal.SalvageFrom"/> that answer, the target first.</param>
    /// <param name="goal">What is shipped.</param>
    /// <param name="action">What to do.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="SqlServerException">A server refused or went away.</exception>
    public async Task ActAsync(
        ISqlSession? source, ISqlSession? target, IReadOnlyList<ISqlSession> fenced, ShippingGoal goal, ShippingAction action,
        CancellationToken cancellationToken)
    {
        switch (action.Kind)
        {
            case ShippingActionKind.StartChain:
                await Required(source).ExecuteAsync(
                    BackupStatements.BackupDatabase(goal.Database, Full(goal, "base"), new BackupOptions { Compression = goal.Compression }),
                    cancellationToken);
                break;
            case ShippingActionKind.BackupLog:
                await Required(source).ExecuteAsync(
                    BackupStatements.BackupLog(goal.Database, goal.Path(action.File!.FileName), new BackupOptions { Compression = goal.Compression }),
                    cancellationToken);
                break;
            case ShippingActionKind.Seed:
            case ShippingActionKind.Reseed:
                await SeedAsync(Required(source), Required(target), goal, action.Kind == ShippingActionKind.Reseed, cancellationToken);
                break;
            case ShippingActionKind.RestoreLog:
                await Required(target).ExecuteAsync(BackupStatements.RestoreLog(goal.Database, goal.Path(action.File!.FileName)), cancellationToken);
                break;
            case ShippingActionKind.Salvage:
                await SalvageAsync(fenced, goal, cancellationToken);
                break;
            case ShippingActionKind.Demote:
                await DemoteAsync(fenced, goal.SalvageFrom!, cancellationToken);
                break;
            default:
                throw new InvalidOperationException($"Unknown shipping action {action.Kind}.");
        }
    }

    private async Task SeedAsync(ISqlSession source, ISqlSession target, ShippingGoal goal, bool replace, CancellationToken cancellationToken)
    {
        var path = Full(goal, "seed");
        await source.ExecuteAsync(
            BackupStatements.BackupDatabase(goal.Database, path, new BackupOptions { CopyOnly = true, Compression = goal.Compression }), cancellationToken);
        await target.ExecuteAsync(BackupStatements.RestoreDatabase(goal.Database, path, replace), cancellationToken);
    }

    /// <summary>
    /// A copy in a group that nobody leads cannot be backed up, so its group is led for a moment: by the first partner whose FAILOVER is not refused, which
    /// therefore has every acknowledged write. The site is fenced: no Service selects its pods and the application's login is disabled, so nobody writes (S1).
    /// </summary>
    private async Task SalvageAsync(IReadOnlyList<ISqlSession> fenced, ShippingGoal goal, CancellationToken cancellationToken)
    {
        var leader = await LeaderAsync(fenced, goal, cancellationToken);
        if (await LogBackupCatalog.CopyAsync(leader, goal.Database, cancellationToken) is not { IsRestoring: true, InGroup: false })
        {
            await SaveTailAsync(leader, goal, cancellationToken);
        }

        foreach (var other in fenced.Where(partner => partner != leader))
        {
            await LeaveGroupAsync(other, goal, cancellationToken);
        }
    }

    private async Task SaveTailAsync(ISqlSession leader, ShippingGoal goal, CancellationToken cancellationToken)
    {
        var copy = await UntilAsync(leader, goal.Database, "come online", copy => copy.IsOnline, cancellationToken);
        if (copy.InGroup)
        {
            await leader.ExecuteAsync(AvailabilityGroupStatements.RemoveDatabase(goal.SalvageFrom!, goal.Database), cancellationToken);
        }

        if (copy.LastLogBackupLsn is not { } first)
        {
            throw new SqlServerException(
                $"The stale copy of {goal.Database} has no log chain, so its tail cannot be saved. It is left as it is: save what you need and drop it.",
                [4214],
                isUnreachable: false);
        }

        var path = goal.Path(new LogBackupName(goal.Database, first, time.GetUtcNow(), LogBackupKind.Salvage).FileName);
        await leader.ExecuteAsync(
            BackupStatements.BackupLog(goal.Database, path, new BackupOptions { NoRecovery = true, Compression = goal.Compression }), cancellationToken);
        await leader.ExecuteAsync(BackupStatements.VerifyOnly(path), cancellationToken);
    }

    /// <summary>A partner learns that the database left the group only when it follows the leader.</summary>
    private async Task LeaveGroupAsync(ISqlSession partner, ShippingGoal goal, CancellationToken cancellationToken)
    {
        if (await LogBackupCatalog.CopyAsync(partner, goal.Database, cancellationToken) is { InGroup: true })
        {
            await partner.ExecuteAsync(AvailabilityGroupStatements.SetRoleSecondary(goal.SalvageFrom!), cancellationToken);
            await UntilAsync(partner, goal.Database, $"leave {goal.SalvageFrom}", copy => !copy.InGroup, cancellationToken);
        }
    }

    /// <summary>The partner whose copy is the one to save: it is online outside of the group already, it leads the group, or it can be made to.</summary>
    private static async Task<ISqlSession> LeaderAsync(IReadOnlyList<ISqlSession> fenced, ShippingGoal goal, CancellationToken cancellationToken)
    {
        foreach (var partner in fenced)
        {
            var copy = await LogBackupCatalog.CopyAsync(partner, goal.Database, cancellationToken);
            if (copy is { IsOnline: true, InGroup: false } || await ShippingStatements.LeadsAsync(partner, goal.SalvageFrom!, cancellationToken))
            {
                return partner;
            }
        }

        List<SqlServerException> refusals = [];
        foreach (var partner in fenced)
        {
            try
            {
                await partner.ExecuteAsync(AvailabilityGroupStatements.Failover(goal.SalvageFrom!), cancellationToken);
                return partner;
            }
            catch (SqlServerException refused) when (!refused.IsUnreachable)
            {
                refusals.Add(refused);
            }
        }

        throw new SqlServerException(
            $"No partner of {goal.SalvageFrom} can be led to save the tail of {goal.Database}: {string.Join(" ", refusals.Select(refused => refused.Message))} "
                + "Bring the partner back that served last, or save what you need and drop the copies.",
            [.. refusals.SelectMany(refused => refused.Numbers)],
            isUnreachable: false);
    }

    private static async Task DemoteAsync(IReadOnlyList<ISqlSession> fenced, string group, CancellationToken cancellationToken)
    {
        foreach (var partner in fenced)
        {
            if (await ShippingStatements.LeadsAsync(partner, group, cancellationToken))
            {
                await partner.ExecuteAsync(AvailabilityGroupStatements.Offline(group), cancellationToken);
            }
        }
    }

    private async Task<ShippedCopy> UntilAsync(
        ISqlSession session, string database, string what, Func<ShippedCopy, bool> holds, CancellationToken cancellationToken)
    {
        var until = time.GetUtcNow() + Patience;
        while (true)
        {
            var copy = await LogBackupCatalog.CopyAsync(session, database, cancellationToken);
            if (holds(copy))
            {
                return copy;
            }

            if (time.GetUtcNow() > until)
            {
                throw new SqlServerException($"{database} did not {what} within {Patience.TotalSeconds:0} s; it is {copy.State}.", [], isUnreachable: false);
            }

            await Task.Delay(Poll, time, cancellationToken);
        }
    }

    private string Full(ShippingGoal goal, string what) => goal.Path($"{goal.Database}_{time.GetUtcNow().UtcDateTime:yyyyMMddHHmmssfff}_{what}.bak");

    private static ISqlSession Required(ISqlSession? session) =>
        session ?? throw new InvalidOperationException("The decider asked for an action at an end that was not observed.");
}
