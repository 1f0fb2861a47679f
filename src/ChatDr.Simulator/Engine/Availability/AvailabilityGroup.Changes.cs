using System.Net.Sockets;
using System.Security.Authentication;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Engine.Storage;
using ChatDr.Simulator.Engine.Transport;

namespace ChatDr.Simulator.Engine.Availability;

/// <summary>Changes of the configuration and of the primary. A change counts when so many voters keep it that every later failover must meet one of them.</summary>
internal sealed partial class AvailabilityGroup
{
    /// <summary>Changes the configuration; returns when a quorum keeps it.</summary>
    /// <exception cref="SqlErrorException">41140: not primary; 41152-class: no quorum. Without quorum the change is kept here and offered again.</exception>
    internal async Task ChangeAsync(Func<GroupConfiguration, GroupConfiguration> change, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            lock (_gate)
            {
                RequirePrimary();
                var changed = change(Configuration);
                if (changed == Configuration && ConfigurationCommitStarted is null)
                {
                    return;
                }

                Save(_file with { Configuration = changed with { Sequence = Configuration.Sequence + 1, Changed = _instance.Time.GetUtcNow().UtcDateTime } });
                ConfigurationCommitStarted ??= Configuration.Changed;
            }

            StartLinks();
            await DistributeAsync(cancellationToken);
        }
        finally
        {
            _changing.Release();
        }
    }

    internal void RequirePrimary()
    {
        if (Role != ReplicaRole.Primary)
        {
            throw new SqlErrorException(41140, 16, 2, $"Availability group '{Configuration.Name}' cannot process the statement, because the local availability replica is not the primary replica. Connect to the primary, and retry.");
        }
    }

    /// <summary>A secondary's connection is gone: once a quorum knows that it is not synchronised, commits no longer wait for it.</summary>
    internal async Task ExcludeAsync(ReplicaLink link, CancellationToken cancellationToken)
    {
        while (Role == ReplicaRole.Primary && !link.IsConnected && !cancellationToken.IsCancellationRequested)
        {
            try
            {
                await ChangeAsync(configuration => link.IsConnected ? configuration : Without(configuration, link.Replica.Name), cancellationToken);
                RefreshParticipants();
                return;
            }
            catch (SqlErrorException e)
            {
                LogChangeWaits(Configuration.Name, e.Message);
            }

            await Task.Delay(TimeSpan.FromSeconds(1), _instance.Time, cancellationToken);
        }
    }

    /// <summary>Sets whom the commits of each database wait for: those in the configuration, and those about to be.</summary>
    internal void RefreshParticipants()
    {
        foreach (var database in Configuration.Databases)
        {
            if (CopyOf(database.Name) is not { Role: DatabaseRole.Primary } copy)
            {
                continue;
            }

            var hardened = new Dictionary<string, Lsn>();
            foreach (var link in Links)
            {
                if (database.Synchronized.Contains(link.Replica.Name, StringComparer.OrdinalIgnoreCase) || link.IsCatchingUp(database.Name))
                {
                    hardened[link.Replica.Name] = link.HardenedOf(database.Name);
                }
            }

            copy.SetParticipants(hardened);
        }
    }

    /// <summary>FAILOVER and FORCE_FAILOVER_ALLOW_DATA_LOSS on this replica.</summary>
    /// <exception cref="SqlErrorException">41122 already primary; 41142 would lose data; 41131 no quorum of replicas.</exception>
    internal async Task FailOverAsync(bool allowDataLoss, CancellationToken cancellationToken)
    {
        if (Role == ReplicaRole.Primary)
        {
            throw new SqlErrorException(41122, 16, 1, $"Cannot fail over availability group '{Configuration.Name}': the local replica is already the primary.");
        }

        if (Local is not { Mode: not AvailabilityMode.ConfigurationOnly } local || (!allowDataLoss && local.Mode != AvailabilityMode.Synchronous))
        {
            throw NotSynchronized();
        }

        var others = Configuration.Voters.Where(replica => replica.Id != local.Id).ToArray();
        var seen = await AskAllAsync(others, PeerRequest.Query, 0, null, cancellationToken);
        var newest = Newest(seen);
        RequireSynchronized(newest, allowDataLoss);
        var epoch = Math.Max(newest.Epoch, Math.Max(_file.PromisedEpoch, seen.Select(answer => answer.Epoch).DefaultIfEmpty(0).Max())) + 1;
        lock (_gate)
        {
            RequireNotOvertaken(epoch - 1);
            Save(_file with { PromisedEpoch = epoch });
        }

        var promised = (await AskAllAsync(others, PeerRequest.Promise, epoch, null, cancellationToken)).Where(answer => answer.Ok).ToArray();
        newest = Newest([.. seen, .. promised]);
        RequireSynchronized(newest, allowDataLoss);
        RequireQuorum(newest, promised.Length + 1, allowDataLoss);
        TakeOffline();
        var configuration = newest with
        {
            Sequence = (epoch << 32) + 1,
            Primary = local.Name,
            Databases = [.. newest.Databases.Select(database => database with { Synchronized = [local.Name] })],
            Changed = _instance.Time.GetUtcNow().UtcDateTime,
        };
        lock (_gate)
        {
            RequireNotOvertaken(epoch);
            Save(_file with { Configuration = configuration });
        }

        var followed = (await AskAllAsync(others, PeerRequest.Configure, epoch, configuration, cancellationToken)).Count(answer => answer.Ok);
        RequireQuorum(newest, followed + 1, allowDataLoss);
        ConfigurationCommitStarted = null;
        BecomePrimary(allowDataLoss);
    }

    /// <summary>
    /// A voter promised a later epoch to a candidate that did not become primary. The primary asks for a later one still, so that it is followed again;
    /// it yields if one of the voters knows of a newer primary.
    /// </summary>
    internal async Task RenewAsync(long promised, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            if (Role != ReplicaRole.Primary || promised <= Epoch)
            {
                return;
            }

            var epoch = Math.Max(promised, _file.PromisedEpoch) + 1;
            var others = Configuration.Voters.Where(replica => replica.Id != Local?.Id).ToArray();
            var answers = await AskAllAsync(others, PeerRequest.Promise, epoch, null, cancellationToken);
            if (Newest(answers).Epoch > Epoch)
            {
                TakeOffline();
                return;
            }

            lock (_gate)
            {
                if (Role == ReplicaRole.Primary && epoch > _file.PromisedEpoch && answers.Count(answer => answer.Ok) + 1 >= Configuration.FailoverQuorum)
                {
                    Save(_file with { PromisedEpoch = epoch, Configuration = Configuration with { Sequence = (epoch << 32) + 1 } });
                }
            }
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Asks the primary whether <paramref name="copy"/>, restored here without recovery, can go on from where it stands.</summary>
    /// <exception cref="SqlErrorException">35250: the primary does not answer; 1478: the primary's log does not continue the copy.</exception>
    internal async Task RequireJoinableAsync(Database copy, CancellationToken cancellationToken)
    {
        var question = new PeerMessage
        {
            Kind = PeerRequest.Join,
            Group = Configuration.Name,
            Epoch = Epoch,
            Database = copy.Name,
            Lsn = copy.EndOfLog,
            Branches = copy.Read(image => image.Branches.ToArray()),
        };
        if (Configuration.Find(Configuration.Primary) is not { } primary || await AskAsync(primary, question, cancellationToken) is not { } answer)
        {
            throw new SqlErrorException(35250, 16, 7, $"The connection to the primary replica of availability group '{Configuration.Name}' is not active. The command cannot be processed.");
        }

        if (!answer.Ok)
        {
            throw new SqlErrorException(1478, 16, 211, $"The copy of database '{copy.Name}' on this instance lacks log of the primary, or holds log that the primary does not, so it cannot join: {answer.Reason}.");
        }
    }

    private static GroupConfiguration Without(GroupConfiguration configuration, string replica) =>
        configuration.Databases.All(database => !database.Synchronized.Contains(replica, StringComparer.OrdinalIgnoreCase))
            ? configuration
            : configuration with
            {
                Databases = [.. configuration.Databases.Select(database => database with { Synchronized = [.. database.Synchronized.Where(name => !string.Equals(name, replica, StringComparison.OrdinalIgnoreCase))] })],
            };

    private GroupConfiguration Newest(IEnumerable<PeerMessage> answers) =>
        answers.Select(answer => answer.Configuration).OfType<GroupConfiguration>().Where(other => other.GroupId == Configuration.GroupId).Append(Configuration).MaxBy(other => other.Sequence)!;

    private SqlErrorException NotSynchronized() => new(
        41142, 16, 34, $"The availability replica for availability group '{Configuration.Name}' on this instance cannot become the primary replica. One or more databases are not synchronized or have not joined the availability group.");

    private void RequireSynchronized(GroupConfiguration configuration, bool allowDataLoss)
    {
        if (!allowDataLoss && (!configuration.IsSynchronized(_instance.ServerName) || configuration.Databases.Any(database => CopyOf(database.Name) is null)))
        {
            throw NotSynchronized();
        }
    }

    /// <summary>A candidate is a voter, too: once it promised an epoch later than <paramref name="epoch"/> to another candidate, it does not go on with its own.</summary>
    private void RequireNotOvertaken(long epoch)
    {
        if (_file.PromisedEpoch > epoch)
        {
            throw new SqlErrorException(41131, 16, 1, $"Failed to bring availability group '{Configuration.Name}' online: another replica is about to become primary. Look which one is, and retry.");
        }
    }

    private void RequireQuorum(GroupConfiguration configuration, int votes, bool allowDataLoss)
    {
        if (!allowDataLoss && votes < configuration.FailoverQuorum)
        {
            throw new SqlErrorException(41131, 16, 1, $"Failed to bring availability group '{Configuration.Name}' online: {votes} of {configuration.Voters.Count} replicas answered, {configuration.FailoverQuorum} are needed. Verify that the other replicas can be reached.");
        }
    }

    private async Task DistributeAsync(CancellationToken cancellationToken)
    {
        var kept = 1;
        foreach (var link in Links.Where(link => Configuration.Voters.Any(voter => voter.Id == link.Replica.Id)))
        {
            kept += await link.TryConfigureAsync(Configuration, Patience, cancellationToken) ? 1 : 0;
        }

        if (kept < Configuration.ChangeQuorum)
        {
            throw new SqlErrorException(41152, 16, 2, $"The configuration of availability group '{Configuration.Name}' was not changed: {kept} of {Configuration.Voters.Count} replicas keep it, {Configuration.ChangeQuorum} are needed. It takes effect when enough replicas are reachable.");
        }

        ConfigurationCommitStarted = null;
    }

    private async Task<IReadOnlyList<PeerMessage>> AskAllAsync(
        IReadOnlyList<ReplicaConfiguration> replicas, PeerRequest kind, long epoch, GroupConfiguration? configuration, CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(replicas.Select(replica => AskAsync(
            replica, new PeerMessage { Kind = kind, Group = Configuration.Name, Epoch = epoch, Configuration = configuration }, cancellationToken)));
        return [.. answers.OfType<PeerMessage>()];
    }

    private async Task<PeerMessage?> AskAsync(ReplicaConfiguration replica, PeerMessage question, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await PeerConnection.ConnectAsync(_instance, replica.EndpointUrl, cancellationToken);
            return await connection.AskAsync(question, Patience, cancellationToken);
        }
        catch (Exception e) when (IsUnreachable(e) && !cancellationToken.IsCancellationRequested)
        {
            LogUnreachable(replica.Name, e.Message);
            return null;
        }
    }

    internal static bool IsUnreachable(Exception e) =>
        e is IOException or SocketException or AuthenticationException or TimeoutException or OperationCanceledException or ObjectDisposedException;

    [Microsoft.Extensions.Logging.LoggerMessage(21, Microsoft.Extensions.Logging.LogLevel.Warning, "Availability group '{Group}': {Reason}")]
    private partial void LogChangeWaits(string group, string reason);

    [Microsoft.Extensions.Logging.LoggerMessage(22, Microsoft.Extensions.Logging.LogLevel.Information, "Replica '{Replica}' cannot be reached: {Reason}")]
    private partial void LogUnreachable(string replica, string reason);
}
