using System.Net.Sockets;
using System.Security.Authentication;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Engine.Storage;
using ChatDr.Simulator.Engine.Transport;

namespace ChatDr.Simulator.Engine.Availability;

/// <summary>Changes of the configuration. A change counts when so many voters keep it that every later failover must meet one of them.</summary>
internal sealed partial class AvailabilityGroup
{
    /// <summary>Changes the configuration; returns when a quorum keeps it.</summary>
    /// <exception cref="SqlErrorException">41140: not primary; 41152-class: no quorum. Without quorum the change is kept here and offered again.</exception>
    internal async Task ChangeAsync(Func<GroupConfiguration, GroupConfiguration> change, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            GroupConfiguration changed;
            lock (_gate)
            {
                RequirePrimary();
                changed = change(Configuration);
                if (changed == Configuration && ConfigurationCommitStarted is null)
                {
                    return;
                }

                changed = changed with { Sequence = Configuration.Sequence + 1, Changed = _instance.Time.GetUtcNow().UtcDateTime };
                Save(_file with { Configuration = changed });
                ConfigurationCommitStarted ??= changed.Changed;
            }

            StartLinks();
            RefreshParticipants();
            await DistributeAsync(changed, cancellationToken);
            lock (_gate)
            {
                // Another primary's may have taken its place; what that means for commits is settled where it was taken in.
                if (Configuration.Sequence == changed.Sequence)
                {
                    (_committed, ConfigurationCommitStarted) = (changed, null);
                }
            }

            RefreshParticipants();
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
            throw new SqlErrorException(41140, 16, 2,
                $"Availability group '{Configuration.Name}' cannot process the statement, because the local availability replica is not the primary replica. "
                    + "Connect to the primary, and retry.");
        }
    }

    /// <summary>A copy no longer takes log: once a quorum knows that it is not synchronised, commits no longer wait for it.</summary>
    /// <param name="link">The replica.</param>
    /// <param name="database">The database; null for all of the replica's.</param>
    /// <param name="isOut">Whether it still takes no log: the replica may come back meanwhile.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    internal async Task ExcludeAsync(ReplicaLink link, string? database, Func<bool> isOut, CancellationToken cancellationToken)
    {
        try
        {
            await ChangeAsync(configuration => isOut() ? Without(configuration, link.Replica.Name, database) : configuration, cancellationToken);

            // Nothing to change in one that was still catching up; but commits waited for it already.
            RefreshParticipants();
        }
        catch (SqlErrorException e)
        {
            LogChangeWaits(Configuration.Name, e.Message);
        }
    }

    /// <summary>Sets whom the commits of each database wait for: those in the configuration, and those about to be.</summary>
    internal void RefreshParticipants()
    {
        foreach (var database in Configuration.Databases)
        {
            if (CopyOf(database.Name) is { Role: DatabaseRole.Primary } copy)
            {
                RefreshParticipants(database, copy);
                RefreshLogHold(copy);
            }
        }
    }

    /// <summary>Whether commits wait for a replica: both it and the primary are of SYNCHRONOUS_COMMIT.</summary>
    internal bool IsSynchronousWith(ReplicaConfiguration replica) =>
        Local?.Mode == AvailabilityMode.Synchronous && Configuration.Find(replica.Name)?.Mode == AvailabilityMode.Synchronous;

    /// <summary>
    /// Holds back the truncation of the log for copies that will go on from where they stand: also for suspended ones and those that are away
    /// (docs/sql-server-facts.md D). A joined replica that was not heard of yet may need all of it. Only a primary has log for others.
    /// </summary>
    internal void RefreshLogHold(Database copy) =>
        copy.HoldLog(LogHolder, LogReuseWait.AvailabilityReplica, () => Role == ReplicaRole.Primary && TakesPart(copy) ? NeededLogOf(copy.Name) : null);

    private Lsn? NeededLogOf(string database) => Configuration.Replicas
        .Where(replica => replica.IsJoined && replica.Id != Local?.Id && replica.Mode != AvailabilityMode.ConfigurationOnly)
        .Select(replica => LinkTo(replica.Name) is { } link ? link.NeededLog(database) : default(Lsn))
        .Min();

    private ReplicaLink? LinkTo(string replica) => _links.GetValueOrDefault(replica);

    private void RefreshParticipants(GroupDatabase database, Database copy) =>
        copy.SetParticipants(() => TakesPart(copy) ? ParticipantsOf(database.Id) : null);

    /// <summary>A change that no quorum keeps yet takes nobody out, and counts nobody as synchronised.</summary>
    private (IReadOnlyDictionary<string, Lsn> Hardened, bool IsHeld)? ParticipantsOf(Guid id)
    {
        var configuration = Configuration;
        if (configuration.Databases.FirstOrDefault(other => other.Id == id) is not { } database)
        {
            return null;
        }

        var committed = _committed.Databases.FirstOrDefault(other => other.Id == id)?.Synchronized ?? database.Synchronized;
        var hardened = new Dictionary<string, Lsn>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in database.Synchronized.Union(committed, StringComparer.OrdinalIgnoreCase).Where(name => !IsLocal(name)))
        {
            hardened[name] = LinkTo(name)?.HardenedOf(database.Name) ?? default;
        }

        foreach (var link in Links.Where(link => link.IsCatchingUp(database.Name)))
        {
            hardened[link.Replica.Name] = link.HardenedOf(database.Name);
        }

        var synchronized = database.Synchronized.Intersect(committed, StringComparer.OrdinalIgnoreCase).Count(name => !IsLocal(name));
        var required = Math.Max(configuration.RequiredSynchronizedSecondaries, _committed.RequiredSynchronizedSecondaries);
        return (hardened, CommitPoint.IsHeld(required, synchronized));
    }

    private bool IsLocal(string replica) => string.Equals(replica, _instance.ServerName, StringComparison.OrdinalIgnoreCase);

    internal static GroupConfiguration Without(GroupConfiguration configuration, string replica, string? database)
    {
        bool Leaves(GroupDatabase other) =>
            (database is null || string.Equals(other.Name, database, StringComparison.OrdinalIgnoreCase))
                && other.Synchronized.Contains(replica, StringComparer.OrdinalIgnoreCase);

        return !configuration.Databases.Any(Leaves)
            ? configuration
            : configuration with
            {
                Databases = [.. configuration.Databases.Select(other => !Leaves(other) ? other : other with
                {
                    Synchronized = [.. other.Synchronized.Where(name => !string.Equals(name, replica, StringComparison.OrdinalIgnoreCase))],
                })],
            };
    }

    /// <summary>Offers a change to the voters. One that too few keep, also because whoever asked for it does not wait any more, is offered again.</summary>
    private async Task DistributeAsync(GroupConfiguration changed, CancellationToken cancellationToken)
    {
        var kept = 1;
        try
        {
            foreach (var link in Links.Where(link => changed.Voters.Any(voter => voter.Id == link.Replica.Id)))
            {
                kept += await link.TryConfigureAsync(changed, Patience, cancellationToken) ? 1 : 0;
            }
        }
        catch (OperationCanceledException)
        {
            OfferAgain();
            throw;
        }

        if (kept < changed.ChangeQuorum)
        {
            OfferAgain();
            throw new SqlErrorException(41152, 16, 2,
                $"The configuration of availability group '{changed.Name}' was not changed: {kept} of {changed.Voters.Count} replicas keep it, "
                    + $"{changed.ChangeQuorum} are needed. It takes effect when enough replicas are reachable.");
        }
    }

    private void OfferAgain()
    {
        lock (_gate)
        {
            if (_offering.IsCompleted)
            {
                _offering = OfferAgainAsync();
            }
        }
    }

    /// <summary>A change that no quorum keeps is offered each second until one does, or the replica is no longer the primary.</summary>
    private async Task OfferAgainAsync()
    {
        while (true)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), _instance.Time);
            lock (_gate)
            {
                if (Role != ReplicaRole.Primary || ConfigurationCommitStarted is null)
                {
                    _offering = Task.CompletedTask;
                    return;
                }
            }

            try
            {
                await ChangeAsync(configuration => configuration, CancellationToken.None);
            }
            catch (Exception e) when (e is SqlErrorException or IOException)
            {
                LogChangeWaits(Configuration.Name, e.Message);
            }
        }
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
        catch (Exception e) when (PeerConnection.IsUnreachable(e) && !cancellationToken.IsCancellationRequested)
        {
            LogUnreachable(replica.Name, e.Message);
            return null;
        }
    }

    [Microsoft.Extensions.Logging.LoggerMessage(21, Microsoft.Extensions.Logging.LogLevel.Warning, "Availability group '{Group}': {Reason}")]
    private partial void LogChangeWaits(string group, string reason);

    [Microsoft.Extensions.Logging.LoggerMessage(22, Microsoft.Extensions.Logging.LogLevel.Information, "Replica '{Replica}' cannot be reached: {Reason}")]
    private partial void LogUnreachable(string replica, string reason);
}
