using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Engine.Storage;
using Microsoft.Extensions.Logging;

namespace ChatDr.Simulator.Engine.Availability;

/// <summary>The local replica of an availability group of CLUSTER_TYPE EXTERNAL or NONE.</summary>
[SuppressMessage(
    "Reliability", "CA1001", Justification = "The semaphore never makes a wait handle; late answers may still use it after the group has stopped.")]
internal sealed partial class AvailabilityGroup
{
    private const string LogHolder = "availability replicas";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);
    private static readonly ImmutableDictionary<string, ReplicaLink> NoLinks =
        ImmutableDictionary<string, ReplicaLink>.Empty.WithComparers(StringComparer.OrdinalIgnoreCase);

    private readonly Lock _gate = new();
    private readonly Instance _instance;
    private readonly ILogger _logger;
    private readonly string _path;
    private readonly SemaphoreSlim _changing = new(1, 1);
    private GroupFile _file;
    private GroupConfiguration _committed;

    /// <summary>Replaced under the lock, read without: databases look at the links under their own locks.</summary>
    private volatile ImmutableDictionary<string, ReplicaLink> _links = NoLinks;
    private TaskCompletionSource _attached = NewSignal();
    private TaskCompletionSource _readiness = NewSignal();
    private Task _offering = Task.CompletedTask;
    private int _rolesTaken;
    private bool _isReady;
    private DateTime? _lastHeard;

    internal AvailabilityGroup(Instance instance, string path, GroupFile file, ILogger logger)
    {
        (_instance, _path, _file, _committed, _logger) = (instance, path, file, file.Configuration, logger);
        _clockStart = instance.Time.GetTimestamp();
        _isReady = IsAlwaysReady;
    }

    /// <summary>The configuration as this replica keeps it.</summary>
    public GroupConfiguration Configuration => _file.Configuration;

    /// <summary>The local role. Each time that it is taken, copies are given theirs, unless it is taken anew meanwhile.</summary>
    public ReplicaRole Role { get; private set; } = ReplicaRole.Resolving;

    /// <summary>GRANT CREATE ANY DATABASE was given here.</summary>
    public bool CanCreateAnyDatabase => _file.CanCreateAnyDatabase;

    /// <summary>current_configuration_commit_start_time_utc: since when a change waits for its quorum; null for none.</summary>
    public DateTime? ConfigurationCommitStarted { get; private set; }

    /// <summary>The local replica's part of the configuration; null when it was removed.</summary>
    public ReplicaConfiguration? Local => Configuration.Find(_instance.ServerName);

    /// <summary>On the primary: the links to the others. Empty elsewhere.</summary>
    public IReadOnlyList<ReplicaLink> Links => [.. _links.Values];

    /// <summary>On a secondary: whether the primary was heard of within the session time-out.</summary>
    public bool IsConnectedToPrimary =>
        Role == ReplicaRole.Secondary
            && _lastHeard is { } heard
            && _instance.Time.GetUtcNow().UtcDateTime - heard < TimeSpan.FromSeconds(Local?.SessionTimeout ?? 10);

    /// <summary>The local copy of a database of the group, if it takes part; null otherwise.</summary>
    public Database? CopyOf(string database) =>
        _instance.FindDatabase(database) is { } copy && TakesPart(copy) ? copy : null;

    internal Instance Instance => _instance;

    internal long Epoch => Configuration.Epoch;

    /// <summary>A configuration-only replica has nothing to resolve: it follows every rightful primary.</summary>
    private bool IsAlwaysReady => Local?.Mode == AvailabilityMode.ConfigurationOnly;

    /// <summary>Makes the creating replica primary.</summary>
    internal void BeginAsPrimary()
    {
        Save(_file);
        BecomePrimary(Epoch, isRecoveryFork: false);
    }

    /// <summary>
    /// After a restart: CLUSTER_TYPE = NONE takes the role that the replica had; an old primary is PRIMARY again and takes writes, whoever else is by now
    /// (docs/sql-server-facts.md A3, D). EXTERNAL stays RESOLVING until it is told.
    /// </summary>
    internal void ResumeRole()
    {
        if (Configuration.ClusterType != ClusterType.None)
        {
            return;
        }

        if (_file.RoleAtStart == ReplicaRole.Primary)
        {
            BecomePrimary(Epoch, isRecoveryFork: null);
        }
        else
        {
            BeReady();
        }
    }

    /// <summary>Joined, or told to: follows the primary that offers itself.</summary>
    internal void BeReady()
    {
        Save(_file);
        lock (_gate)
        {
            _isReady = true;
            _readiness.TrySetResult();
        }
    }

    internal void GrantCreate(bool grant)
    {
        if (grant && Local?.Mode == AvailabilityMode.ConfigurationOnly)
        {
            throw new SqlErrorException(47111, 16, 1,
                $"The local replica of availability group '{Configuration.Name}' cannot be granted permission to create databases: it is configuration-only.");
        }

        lock (_gate)
        {
            Save(_file with { CanCreateAnyDatabase = grant });
        }
    }

    /// <summary>SET (ROLE = SECONDARY): waits a short while for the primary.</summary>
    internal async Task BecomeSecondaryAsync(CancellationToken cancellationToken)
    {
        if (Role == ReplicaRole.Secondary)
        {
            if (!IsAstray)
            {
                return;
            }

            TakeOffline();
        }

        Task attached;
        lock (_gate)
        {
            if (Role == ReplicaRole.Primary)
            {
                throw RoleChangeFailed("the local replica is the primary; take it OFFLINE first");
            }

            _isReady = true;
            attached = _attached.Task;
            _readiness.TrySetResult();
        }

        try
        {
            await attached.WaitAsync(TimeSpan.FromSeconds(3), _instance.Time, cancellationToken);
        }
        catch (TimeoutException)
        {
            lock (_gate)
            {
                // A primary that came at the last moment has made it a secondary already.
                if (Role != ReplicaRole.Secondary)
                {
                    _isReady = IsAlwaysReady;
                    throw RoleChangeFailed("no primary replica contacted this instance");
                }
            }

            await attached.WaitAsync(cancellationToken);
        }
    }

    /// <summary>OFFLINE: gives up the role; databases are closed until a role is taken again.</summary>
    internal void TakeOffline()
    {
        lock (_gate)
        {
            _isReady = IsAlwaysReady;
            (_readiness, _attached) = (NewSignal(), NewSignal());
            IsAstray = false;
        }

        Resolve();
        lock (_gate)
        {
            if (_file.RoleAtStart == ReplicaRole.Primary && Role != ReplicaRole.Primary)
            {
                Save(_file with { RoleAtStart = ReplicaRole.Secondary });
            }
        }
    }

    /// <summary>Stops the links, as at the end of the process.</summary>
    /// <returns>To give the copies their role by: see <see cref="GiveRole"/>.</returns>
    internal int Stop()
    {
        int taken;
        IReadOnlyList<ReplicaLink> links;
        lock (_gate)
        {
            (links, _links) = (Links, NoLinks);
            taken = TakeRoleLocked(ReplicaRole.Resolving);
        }

        foreach (var link in links)
        {
            link.Stop();
        }

        ApplyLease();
        return taken;
    }

    /// <summary>Ends the group here: databases of a primary stay online on their own, those of others are RESTORING.</summary>
    internal void Drop()
    {
        var wasPrimary = Role == ReplicaRole.Primary;
        Stop();
        foreach (var database in Configuration.Databases)
        {
            if (CopyOf(database.Name) is { } copy)
            {
                Release(copy, wasPrimary);
            }
        }

        File.Delete(_path);
    }

    internal static void Release(Database copy, bool stayOnline)
    {
        copy.ChangeFile(file => file with
        {
            AvailabilityGroup = null,
            IsSuspended = false,
            SuspendReason = SuspendReason.User,
            ReinitializesTo = null,
            Status = stayOnline ? DatabaseStatus.Online : DatabaseStatus.Restoring,
        });
        copy.SetParticipants(new Dictionary<string, Lsn>());
        copy.ReleaseLog(LogHolder);
        copy.MayWrite = static () => true;
        copy.BecomeRole(DatabaseRole.Standalone);
    }

    private bool TakesPart(Database copy) => string.Equals(copy.File.AvailabilityGroup, Configuration.Name, StringComparison.OrdinalIgnoreCase);

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SqlErrorException RoleChangeFailed(string reason) =>
        new(41104, 16, 5,
            $"Failover of the availability group '{Configuration.Name}' to the local replica failed, or its role could not be changed: {reason}. Retry the "
                + "operation.");

    private int TakeRoleLocked(ReplicaRole role)
    {
        (Role, ConfigurationCommitStarted) = (role, null);
        return ++_rolesTaken;
    }

    /// <summary>Gives a copy its role, unless the replica has taken another one since, or the copy has left the group.</summary>
    private void GiveRole(Database copy, DatabaseRole role, int taken, bool? isRecoveryFork = null) =>
        copy.BecomeRole(role, () => taken == Volatile.Read(ref _rolesTaken) && TakesPart(copy), isRecoveryFork);

    /// <param name="epoch">Of which it is to be the primary: whoever has followed a later one since, or promised to, is overtaken.</param>
    /// <param name="isRecoveryFork">Whether the databases go on along a new recovery fork; null: they go on as they were.</param>
    private void BecomePrimary(long epoch, bool? isRecoveryFork)
    {
        int taken;
        lock (_gate)
        {
            RequireNotOvertaken(epoch);
            taken = TakeRoleLocked(ReplicaRole.Primary);
            _committed = Configuration;
            _isReady = false;
            if (Configuration.ClusterType == ClusterType.None)
            {
                Save(_file with { RoleAtStart = ReplicaRole.Primary });
            }
        }

        BeginLease();
        foreach (var database in Configuration.Databases)
        {
            if (CopyOf(database.Name) is { } copy)
            {
                // Whom commits wait for is settled before the first one can come.
                RefreshParticipants(database, copy);
                RefreshLogHold(copy);
                copy.MayWrite = MayWrite;
                GiveRole(copy, DatabaseRole.Primary, taken, isRecoveryFork);
            }
        }

        StartLinks();
        LogRole("PRIMARY");
    }

    private void StartLinks()
    {
        ReplicaLink[] gone;
        lock (_gate)
        {
            if (Role != ReplicaRole.Primary)
            {
                return;
            }

            gone = [.. _links.Values.Where(link => Configuration.Find(link.Replica.Name) is null)];
            _links = _links.RemoveRange(gone.Select(link => link.Replica.Name)).AddRange(Configuration.Replicas
                .Where(replica => replica.Id != Local?.Id && !_links.ContainsKey(replica.Name))
                .Select(replica => KeyValuePair.Create(replica.Name, new ReplicaLink(this, replica, _logger))));
        }

        foreach (var link in gone)
        {
            link.Stop();
        }
    }

    private void Resolve()
    {
        var taken = Stop();
        foreach (var database in Configuration.Databases)
        {
            if (CopyOf(database.Name) is { } copy)
            {
                GiveRole(copy, DatabaseRole.Resolving, taken);
                RefreshLogHold(copy);
                _instance.Sessions.Disconnect(copy.Name);
            }
        }

        LogRole("RESOLVING");
    }

    private void Save(GroupFile file)
    {
        lock (_gate)
        {
            AtomicFile.Write(_path, JsonSerializer.SerializeToUtf8Bytes(file), _instance.Options.FlushToDisk);
            _file = file;
        }
    }

    /// <summary>19406 of the error log: the state of the local replica changed.</summary>
    private void LogRole(string role) =>
        _instance.ErrorLog.Write(19406, 10, 1,
            $"The state of the local availability replica in availability group '{Configuration.Name}' has changed to {role}. This is an informational message "
                + "only.");
}
