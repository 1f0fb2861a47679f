using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Engine.Storage;
using Microsoft.Extensions.Logging;

namespace ChatDr.Simulator.Engine.Availability;

/// <summary>The local replica of an availability group of CLUSTER_TYPE EXTERNAL.</summary>
[SuppressMessage("Reliability", "CA1001", Justification = "The semaphore never makes a wait handle; late answers may still use it after the group has stopped.")]
internal sealed partial class AvailabilityGroup
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    private readonly Lock _gate = new();
    private readonly Instance _instance;
    private readonly ILogger _logger;
    private readonly string _path;
    private readonly SemaphoreSlim _changing = new(1, 1);
    private readonly Dictionary<string, ReplicaLink> _links = new(StringComparer.OrdinalIgnoreCase);
    private GroupFile _file;
    private TaskCompletionSource _attached = NewSignal();
    private TaskCompletionSource _readiness = NewSignal();
    private bool _isReady;
    private DateTime? _lastHeard;

    internal AvailabilityGroup(Instance instance, string path, GroupFile file, ILogger logger)
    {
        (_instance, _path, _file, _logger) = (instance, path, file, logger);
        _isReady = Local?.Mode == AvailabilityMode.ConfigurationOnly;
    }

    /// <summary>The configuration as this replica keeps it.</summary>
    public GroupConfiguration Configuration => _file.Configuration;

    /// <summary>The local role.</summary>
    public ReplicaRole Role { get; private set; } = ReplicaRole.Resolving;

    /// <summary>GRANT CREATE ANY DATABASE was given here.</summary>
    public bool CanCreateAnyDatabase => _file.CanCreateAnyDatabase;

    /// <summary>current_configuration_commit_start_time_utc: since when a change waits for its quorum; null for none.</summary>
    public DateTime? ConfigurationCommitStarted { get; private set; }

    /// <summary>The local replica's part of the configuration; null when it was removed.</summary>
    public ReplicaConfiguration? Local => Configuration.Find(_instance.ServerName);

    /// <summary>On the primary: the links to the others. Empty elsewhere.</summary>
    public IReadOnlyList<ReplicaLink> Links
    {
        get
        {
            lock (_gate)
            {
                return [.. _links.Values];
            }
        }
    }

    /// <summary>On a secondary: whether the primary was heard of within the session time-out.</summary>
    public bool IsConnectedToPrimary => Role == ReplicaRole.Secondary && _lastHeard is { } heard && _instance.Time.GetUtcNow().UtcDateTime - heard < TimeSpan.FromSeconds(Local?.SessionTimeout ?? 10);

    /// <summary>The local copy of a database of the group, if it takes part; null otherwise.</summary>
    public Database? CopyOf(string database) =>
        _instance.FindDatabase(database) is { } copy && string.Equals(copy.File.AvailabilityGroup, Configuration.Name, StringComparison.OrdinalIgnoreCase) ? copy : null;

    internal Instance Instance => _instance;

    internal long Epoch => Configuration.Epoch;

    /// <summary>Makes the creating replica primary.</summary>
    internal void BeginAsPrimary()
    {
        Save(_file);
        BecomePrimary(isRecoveryFork: false);
    }

    /// <summary>Joined: follows the primary that offered itself.</summary>
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
            return;
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
                _isReady = Local?.Mode == AvailabilityMode.ConfigurationOnly;
            }

            throw RoleChangeFailed("no primary replica contacted this instance");
        }
    }

    /// <summary>OFFLINE: gives up the role; databases are closed until a role is taken again.</summary>
    internal void TakeOffline()
    {
        lock (_gate)
        {
            _isReady = Local?.Mode == AvailabilityMode.ConfigurationOnly;
            (_readiness, _attached) = (NewSignal(), NewSignal());
        }

        Resolve();
    }

    /// <summary>Stops the links, as at the end of the process.</summary>
    internal void Stop()
    {
        foreach (var link in Links)
        {
            link.Stop();
        }

        lock (_gate)
        {
            _links.Clear();
            Role = ReplicaRole.Resolving;
        }
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

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static void Release(Database copy, bool stayOnline)
    {
        copy.ChangeFile(file => file with { AvailabilityGroup = null, IsSuspended = false, Status = stayOnline ? DatabaseStatus.Online : DatabaseStatus.Restoring });
        copy.SetParticipants(new Dictionary<string, Lsn>());
        copy.BecomeRole(DatabaseRole.Standalone);
    }

    private SqlErrorException RoleChangeFailed(string reason) =>
        new(41104, 16, 5, $"Failover of the availability group '{Configuration.Name}' to the local replica failed, or its role could not be changed: {reason}. Retry the operation.");

    private void BecomePrimary(bool isRecoveryFork)
    {
        lock (_gate)
        {
            RequireNotOvertaken(Epoch);
            Role = ReplicaRole.Primary;
            _isReady = false;
        }

        foreach (var database in Configuration.Databases)
        {
            if (CopyOf(database.Name) is { } copy)
            {
                copy.BecomeRole(DatabaseRole.Primary);
                copy.BeginBranch(isRecoveryFork);
            }
        }

        StartLinks();
        LogRole(Configuration.Name, "PRIMARY");
    }

    private void StartLinks()
    {
        lock (_gate)
        {
            foreach (var replica in Configuration.Replicas.Where(replica => replica.Id != Local?.Id && !_links.ContainsKey(replica.Name)))
            {
                _links[replica.Name] = new ReplicaLink(this, replica, _logger);
            }

            foreach (var gone in _links.Values.Where(link => Configuration.Find(link.Replica.Name) is null).ToArray())
            {
                gone.Stop();
                _links.Remove(gone.Replica.Name);
            }
        }
    }

    private void Resolve()
    {
        Stop();
        foreach (var database in Configuration.Databases)
        {
            if (CopyOf(database.Name) is { } copy)
            {
                copy.BecomeRole(DatabaseRole.Resolving);
                _instance.Sessions.Disconnect(copy.Name);
            }
        }

        LogRole(Configuration.Name, "RESOLVING");
    }

    private void Save(GroupFile file)
    {
        lock (_gate)
        {
            AtomicFile.Write(_path, JsonSerializer.SerializeToUtf8Bytes(file), _instance.Options.FlushToDisk);
            _file = file;
        }
    }

    [LoggerMessage(20, LogLevel.Information, "The local replica of availability group '{Group}' is now {Role}")]
    private partial void LogRole(string group, string role);
}
