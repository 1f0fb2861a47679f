using ChatDr.Api.V1Alpha1;
using ChatDr.Kubernetes.Models;
using ChatDr.Operator.Instances;
using ChatDr.Operator.Pools;
using ChatDr.SqlServer.Sessions;
using ChatDr.SqlServer.Shipping;
using ChatDr.SqlServer.Statements;

namespace ChatDr.Operator.Failovers;

/// <summary>Looks at everything that decides about an order: the caches, and the partners of both sites over T-SQL.</summary>
internal sealed class FailoverObserver(PoolCaches caches, InstanceEndpoints endpoints, ISqlConnector connector, LogBackupCatalog catalog)
{
    private const int PrimaryRole = 1;

    /// <summary>How long an instance may take to say what it is before it counts as away.</summary>
    private static readonly TimeSpan Answer = TimeSpan.FromSeconds(3);

    /// <summary>One snapshot for <paramref name="order"/>.</summary>
    public async Task<FailoverSnapshot> ObserveAsync(PoolFailover order, PoolFailoverStatus status, CancellationToken cancellationToken)
    {
        var ns = order.Metadata.Namespace ?? "";
        if (caches.Pools.Get(new NamespacedName(ns, order.Spec.PoolRef.Name)) is not { Metadata.DeletionTimestamp: null } pool)
        {
            return new FailoverSnapshot();
        }

        var all = caches.Observe(pool);
        var names = new PoolNames(pool.Metadata.Name!);
        var sourceSite = status.SourceSite
            ?? (OrderMarks.HasBegun(order) ? FailoverResume.SourceSite(order, pool) : pool.Status?.ActiveSite)
            ?? pool.Spec.HomeSite;
        DatabaseMirroring? MirroringOf(bool source) =>
            SiteRef.Of(pool).FirstOrDefault(site => site.Name == sourceSite == source) is { } site ? all.Mirroring(names.Mirroring(site.Index)) : null;

        var seen = new FailoverSnapshot
        {
            Pool = pool,
            Source = MirroringOf(true),
            Target = MirroringOf(false),
            Shipping = all.Shipping,
            Instances = all.Instances,
            NamedChatServers = NamedChatServers(pool, names),
            ReadyChatServers = all.ChatPods.Count(pod => pod.Status?.Conditions?.Any(condition => condition is { Type: "Ready", Status: "True" }) == true),
        };
        var partners = from mirroring in new[] { seen.Source, seen.Target }
                       where mirroring is not null
                       from partner in mirroring.Spec.Partners
                       select AskAsync(all.Instance(partner.Name), partner.Name, mirroring.Metadata.Name!, all.ChatDatabase, cancellationToken);
        seen = seen with { Facts = await Task.WhenAll(partners) };
        return status.HasBegun(SiteStep.CopyRemainingLogs) && !status.HasBegun(SiteStep.SetPoolState)
            ? await WithShareAsync(seen, order, status, all, cancellationToken)
            : seen;
    }

    private int? NamedChatServers(StretchedChatPool pool, PoolNames names)
    {
        var count = 0;
        foreach (var site in SiteRef.Of(pool))
        {
            var configMap = new NamespacedName(pool.Metadata.Namespace ?? "", names.ChatServers(site.Index));
            if (ChatConfiguration.ActiveIn(caches.ConfigMaps.Get(configMap)) is not { } active)
            {
                return null;
            }

            count += active.Count;
        }

        return count;
    }

    private async Task<InstanceFacts> AskAsync(SqlServerInstance? instance, string name, string group, string database, CancellationToken cancellationToken)
    {
        if (instance is null || endpoints.For(instance) is not { } endpoint)
        {
            return new InstanceFacts(name, "it has no address or no credentials yet", null, false);
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Answer);
        try
        {
            await using var session = await connector.OpenAsync(endpoint, null, limit.Token);
            var copy = await LogBackupCatalog.CopyAsync(session, database, limit.Token);
            var local = await session.QueryAsync(AvailabilityGroupQueries.LocalReplica(group), limit.Token);
            return new InstanceFacts(name, null, copy, local.Count > 0 && local[0].GetOrNull<int>("role") == PrimaryRole);
        }
        catch (SqlServerException away)
        {
            return new InstanceFacts(name, away.Message, null, false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new InstanceFacts(name, $"it did not answer within {Answer.TotalSeconds} s", null, false);
        }
    }

    private async Task<FailoverSnapshot> WithShareAsync(
        FailoverSnapshot seen, PoolFailover order, PoolFailoverStatus status, PoolObservation all, CancellationToken cancellationToken)
    {
        if (all.Instance(status.TargetInstance!) is not { } target || endpoints.For(target) is not { } endpoint || seen.Shipping is not { } shipping)
        {
            return seen;
        }

        try
        {
            await using var session = await connector.OpenAsync(endpoint, null, cancellationToken);
            var folder = shipping.Spec.Path;
            var names = await LogBackupCatalog.ListAsync(session, folder, all.ChatDatabase, cancellationToken);
            var redo = seen.Fact(status.TargetInstance).Copy?.RedoStartLsn;
            var tail = names.LastOrDefault(name => name.Kind == LogBackupKind.Tail && name.Order == order.Metadata.Uid);
            return seen with
            {
                RestoredUntil = names
                    .Where(name => name.Kind != LogBackupKind.Salvage && name.FirstLsn < redo)
                    .Select(name => (DateTimeOffset?)name.StartedAt)
                    .Max()
                    ?? shipping.Status?.Databases.FirstOrDefault(database => database.Name == all.ChatDatabase)?.LastRestoredTime,
                Tail = tail is null ? null : await catalog.ReadAsync(session, folder, tail, cancellationToken),
            };
        }
        catch (SqlServerException unreadable)
        {
            return seen with { Error = unreadable.Message };
        }
    }
}
