using System.Text.Json;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Engine.Storage;
using Microsoft.Extensions.Logging;

namespace ChatDr.Simulator.Engine.Availability;

/// <summary>The availability groups of an instance: their statements.</summary>
internal sealed class AvailabilityGroups(Instance instance, ILogger logger)
{
    private static readonly TimeSpan OfferWait = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, AvailabilityGroup> _groups = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, GroupConfiguration> _offers = new(StringComparer.OrdinalIgnoreCase);
    private TaskCompletionSource _offered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _joined = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The groups that this instance has a replica of.</summary>
    public IReadOnlyList<AvailabilityGroup> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _groups.Values];
            }
        }
    }

    /// <summary>A group by name.</summary>
    /// <exception cref="SqlErrorException">15151: there is none.</exception>
    public AvailabilityGroup Get(string name) => Find(name)
        ?? throw new SqlErrorException(15151, 16, 1, $"Cannot alter the availability group '{name}', because it does not exist or you do not have permission.");

    /// <summary>A group by name; null if there is none.</summary>
    public AvailabilityGroup? Find(string name)
    {
        lock (_gate)
        {
            return _groups.GetValueOrDefault(name);
        }
    }

    /// <summary>CREATE AVAILABILITY GROUP … WITH (CLUSTER_TYPE = EXTERNAL): this instance becomes primary.</summary>
    /// <exception cref="SqlErrorException">35220 not enabled; 41106 exists; 35237 no replica is this instance.</exception>
    public async Task CreateAsync(string name, bool databaseFailover, IReadOnlyList<ReplicaConfiguration> replicas, IReadOnlyList<string> databases, CancellationToken cancellationToken)
    {
        RequireHadr();
        var now = instance.Time.GetUtcNow().UtcDateTime;
        var local = replicas.FirstOrDefault(replica => string.Equals(replica.Name, instance.ServerName, StringComparison.OrdinalIgnoreCase))
            ?? throw new SqlErrorException(35237, 16, 1, $"None of the specified replicas for availability group '{name}' maps to the instance of SQL Server to which you are connected ('{instance.ServerName}').");
        if (local.Mode == AvailabilityMode.ConfigurationOnly)
        {
            throw new SqlErrorException(41152, 16, 1, $"Failed to create availability group '{name}': a configuration-only replica cannot be the primary.");
        }

        foreach (var database in databases)
        {
            RequireEligible(instance.GetDatabase(database));
        }

        var configuration = new GroupConfiguration
        {
            GroupId = Guid.NewGuid(),
            Name = name,
            Sequence = (1L << 32) + 1,
            Primary = local.Name,
            DatabaseFailover = databaseFailover,
            Replicas = [.. replicas.Select(replica => replica with { IsJoined = replica == local, Created = now })],
            Changed = now,
        };
        Add(new GroupFile(configuration, 1, false)).BeginAsPrimary();
        foreach (var database in databases)
        {
            await AddDatabaseAsync(name, database, cancellationToken);
        }
    }

    /// <summary>JOIN WITH (CLUSTER_TYPE = EXTERNAL): waits a short while for the primary's offer.</summary>
    /// <exception cref="SqlErrorException">41106 joined already; 41158 no primary offered the group.</exception>
    public async Task JoinAsync(string name, CancellationToken cancellationToken)
    {
        RequireHadr();
        if (Find(name) is not null)
        {
            throw AlreadyHere(name);
        }

        using var timeout = new CancellationTokenSource(OfferWait, instance.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        while (true)
        {
            Task next;
            lock (_gate)
            {
                next = _offered.Task;
                if (_offers.Remove(name, out var offer))
                {
                    AddLocked(new GroupFile(offer, offer.Epoch, false)).BeReady();
                    _joined.TrySetResult();
                    _joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
                    return;
                }
            }

            try
            {
                await next.WaitAsync(either.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new SqlErrorException(41158, 16, 3, $"Failed to join local availability replica to availability group '{name}': no primary replica contacted this instance. Verify its configuration, endpoint and certificates.");
            }
        }
    }

    /// <summary>DROP AVAILABILITY GROUP, for this instance.</summary>
    public void Drop(string name)
    {
        Get(name).Drop();
        lock (_gate)
        {
            _groups.Remove(name);
        }
    }

    /// <summary>GRANT or DENY CREATE ANY DATABASE.</summary>
    public void GrantCreateAnyDatabase(string name, bool grant) => Get(name).GrantCreate(grant);

    /// <summary>OFFLINE.</summary>
    public void TakeOffline(string name) => Get(name).TakeOffline();

    /// <summary>SET (ROLE = SECONDARY).</summary>
    /// <exception cref="SqlErrorException">41104: no primary contacted this instance; retry.</exception>
    public Task SetRoleSecondaryAsync(string name, CancellationToken cancellationToken) => Get(name).BecomeSecondaryAsync(cancellationToken);

    /// <summary>FAILOVER or FORCE_FAILOVER_ALLOW_DATA_LOSS.</summary>
    /// <param name="name">The group.</param>
    /// <param name="allowDataLoss">FORCE_FAILOVER_ALLOW_DATA_LOSS.</param>
    /// <param name="isExternalCluster">The session's context has external_cluster = yes.</param>
    /// <param name="cancellationToken">Ends the wait for the other replicas.</param>
    /// <exception cref="SqlErrorException">47104, 41122, 41142, 41131.</exception>
    public Task FailOverAsync(string name, bool allowDataLoss, bool isExternalCluster, CancellationToken cancellationToken) => isExternalCluster
        ? Get(name).FailOverAsync(allowDataLoss, cancellationToken)
        : throw new SqlErrorException(47104, 16, 1, $"This operation cannot be performed on the availability group '{name}' because it has an EXTERNAL cluster type. Use the cluster management tools to perform the operation.");

    /// <summary>ADD DATABASE, on the primary.</summary>
    /// <exception cref="SqlErrorException">41140 not primary; 1465 not in FULL recovery; 1475 no full backup; 927 and its like; 1468-class member of a group already.</exception>
    public async Task AddDatabaseAsync(string name, string database, CancellationToken cancellationToken)
    {
        var group = Get(name);
        group.RequirePrimary();
        var copy = instance.GetDatabase(database);
        RequireEligible(copy);
        copy.ChangeFile(file => file with { AvailabilityGroup = group.Configuration.Name, IsSuspended = false });
        copy.BecomeRole(DatabaseRole.Primary);
        await group.ChangeAsync(configuration => configuration with { Databases = [.. configuration.Databases, new GroupDatabase(Guid.NewGuid(), copy.Name, [instance.ServerName])] }, cancellationToken);
        copy.BeginBranch(false);
    }

    /// <summary>
    /// REMOVE DATABASE, on the primary: its copy stays online, the others are RESTORING. Once more after a removal that found no quorum, it completes that one:
    /// the copy belongs to the group until enough replicas know.
    /// </summary>
    /// <exception cref="SqlErrorException">41140 not primary; 35238 it is not in the group; 41152-class: no quorum.</exception>
    public async Task RemoveDatabaseAsync(string name, string database, CancellationToken cancellationToken)
    {
        var group = Get(name);
        group.RequirePrimary();
        var copy = group.CopyOf(database);
        if (copy is null)
        {
            throw new SqlErrorException(35238, 16, 1, $"Database '{database}' is not part of availability group '{name}'.");
        }

        await group.ChangeAsync(configuration => configuration with { Databases = [.. configuration.Databases.Where(other => !Same(other.Name, database))] }, cancellationToken);
        copy.ChangeFile(file => file with { AvailabilityGroup = null, IsSuspended = false });
        copy.BecomeRole(DatabaseRole.Standalone);
        copy.SetParticipants(new Dictionary<string, Lsn>());
    }

    /// <summary>ADD REPLICA ON.</summary>
    /// <exception cref="SqlErrorException">41140; 41190-class: it is there already.</exception>
    public Task AddReplicaAsync(string name, ReplicaConfiguration replica, CancellationToken cancellationToken) => Get(name).ChangeAsync(
        configuration => configuration.Find(replica.Name) is null
            ? configuration with { Replicas = [.. configuration.Replicas, replica with { IsJoined = false, Created = instance.Time.GetUtcNow().UtcDateTime }] }
            : throw new SqlErrorException(41190, 16, 1, $"Availability group '{name}' has a replica '{replica.Name}' already."),
        cancellationToken);

    /// <summary>REMOVE REPLICA ON.</summary>
    /// <exception cref="SqlErrorException">41140; 41190-class: there is none, or it is the primary.</exception>
    public Task RemoveReplicaAsync(string name, string replica, CancellationToken cancellationToken) => Get(name).ChangeAsync(
        configuration => configuration.Find(replica) is null || Same(configuration.Primary, replica)
            ? throw new SqlErrorException(41190, 16, 2, $"Replica '{replica}' of availability group '{name}' cannot be removed: it does not exist or is the primary.")
            : configuration with
            {
                Replicas = [.. configuration.Replicas.Where(other => !Same(other.Name, replica))],
                Databases = [.. configuration.Databases.Select(database => database with { Synchronized = [.. database.Synchronized.Where(other => !Same(other, replica))] })],
            },
        cancellationToken);

    /// <summary>SET (REQUIRED_SYNCHRONIZED_SECONDARIES_TO_COMMIT = n). Only 0 is served yet.</summary>
    /// <exception cref="SqlErrorException">40510-class: another number is not simulated.</exception>
    public Task SetRequiredSynchronizedSecondariesAsync(string name, int count, CancellationToken cancellationToken) => count == 0
        ? Get(name).ChangeAsync(configuration => configuration with { RequiredSynchronizedSecondaries = 0 }, cancellationToken)
        : throw new SqlErrorException(40510, 16, 1, "REQUIRED_SYNCHRONIZED_SECONDARIES_TO_COMMIT other than 0 is not supported by the simulator.");

    /// <summary>ALTER DATABASE … SET HADR SUSPEND or RESUME.</summary>
    /// <exception cref="SqlErrorException">35239: the database is in no group.</exception>
    public void SetSuspended(string database, bool suspended)
    {
        var copy = instance.GetDatabase(database);
        if (copy.File.AvailabilityGroup is null)
        {
            throw new SqlErrorException(35239, 16, 1, $"The ALTER DATABASE {database} SET HADR statement failed: the database is not joined to an availability group.");
        }

        copy.ChangeFile(file => file with { IsSuspended = suspended });
    }

    /// <summary>ALTER DATABASE … SET HADR AVAILABILITY GROUP = name, on a secondary with a RESTORING copy.</summary>
    /// <exception cref="SqlErrorException">35252 not a secondary; 1464: the copy is not RESTORING; 35250, 1478: the primary does not answer, or its log does not continue the copy.</exception>
    public async Task JoinDatabaseAsync(string name, string database, CancellationToken cancellationToken)
    {
        var group = Get(name);
        var copy = instance.GetDatabase(database);
        if (group.Role != ReplicaRole.Secondary || !group.Configuration.Databases.Any(other => Same(other.Name, database)))
        {
            throw new SqlErrorException(35252, 16, 1, $"Database '{database}' can be joined to availability group '{name}' only on a secondary replica of it, after the primary added it.");
        }

        if (copy.Status != DatabaseStatus.Restoring)
        {
            throw new SqlErrorException(1464, 16, 1, $"Database '{database}' is not in a restoring state for mirroring or secondary. The remote database must be restored using WITH NORECOVERY.");
        }

        await group.RequireJoinableAsync(copy, cancellationToken);
        copy.ChangeFile(file => file with { AvailabilityGroup = group.Configuration.Name, Status = DatabaseStatus.Online });
        copy.BecomeRole(DatabaseRole.Secondary);
    }

    internal async Task<PeerMessage> AnswerAsync(PeerMessage question, CancellationToken cancellationToken)
    {
        if (Find(question.Group) is { } group && (question.Configuration is null || question.Configuration.GroupId == group.Configuration.GroupId))
        {
            return await group.AnswerAsync(question, cancellationToken);
        }

        if (question is { Kind: PeerRequest.Attach, Configuration: { } offer })
        {
            Task joined;
            lock (_gate)
            {
                _offers[question.Group] = offer;
                _offered.TrySetResult();
                _offered = new(TaskCreationOptions.RunContinuationsAsynchronously);
                joined = _joined.Task;
            }

            try
            {
                await joined.WaitAsync(TimeSpan.FromSeconds(2), instance.Time, cancellationToken);
            }
            catch (TimeoutException)
            {
                return NotJoined(question);
            }

            if (Find(question.Group) is { } joinedGroup && joinedGroup.Configuration.GroupId == offer.GroupId)
            {
                return await joinedGroup.AnswerAsync(question, cancellationToken);
            }
        }

        return NotJoined(question);
    }

    internal void Load()
    {
        foreach (var path in Directory.GetFiles(instance.Options.DataDirectory, "ag-*.json"))
        {
            var file = JsonSerializer.Deserialize<GroupFile>(File.ReadAllBytes(path)) ?? throw new LogFormatException($"'{path}' is empty.");
            _groups[file.Configuration.Name] = new AvailabilityGroup(instance, path, file, logger);
        }
    }

    internal void Stop()
    {
        foreach (var group in All)
        {
            group.Stop();
        }
    }

    private PeerMessage NotJoined(PeerMessage question) =>
        new() { Kind = question.Kind, Group = question.Group, Reason = $"instance '{instance.ServerName}' has not joined this group" };

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    private static SqlErrorException AlreadyHere(string name) =>
        new(41106, 16, 1, $"Cannot create an availability replica for availability group '{name}': a replica of the same group already exists on this instance of SQL Server.");

    private static void RequireEligible(Database copy)
    {
        copy.EnsureAccessible();
        Instance.RefuseInGroup(copy, "ADD DATABASE");
        if (copy.RecoveryModel != RecoveryModel.Full)
        {
            throw new SqlErrorException(1465, 16, 1, $"Database \"{copy.Name}\" is not in full recovery mode on each of the server instances. The full recovery model is required to participate in database mirroring or in an availability group.");
        }

        if (copy.Read(image => image.LastLogBackupLsn) is null)
        {
            throw new SqlErrorException(1475, 16, 105, $"Database \"{copy.Name}\" has no current full backup. Take a full backup before it joins an availability group.");
        }
    }

    private void RequireHadr()
    {
        if (!instance.Options.HadrEnabled)
        {
            throw new SqlErrorException(35220, 16, 1, "Could not process the operation. Always On Availability Groups replica manager is disabled on this instance of SQL Server.");
        }
    }

    private AvailabilityGroup Add(GroupFile file)
    {
        lock (_gate)
        {
            return AddLocked(file);
        }
    }

    private AvailabilityGroup AddLocked(GroupFile file)
    {
        if (_groups.ContainsKey(file.Configuration.Name))
        {
            throw AlreadyHere(file.Configuration.Name);
        }

        var path = Path.Combine(instance.Options.DataDirectory, $"ag-{file.Configuration.GroupId:N}.json");
        return _groups[file.Configuration.Name] = new AvailabilityGroup(instance, path, file, logger);
    }
}
