using System.Text.Json;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Engine.Storage;
using Microsoft.Extensions.Logging;

namespace ChatDr.Simulator.Engine.Availability;

/// <summary>The availability groups of an instance: their statements.</summary>
internal sealed partial class AvailabilityGroups(Instance instance, ILogger logger)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, AvailabilityGroup> _groups = new(StringComparer.OrdinalIgnoreCase);

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

    /// <summary>CREATE AVAILABILITY GROUP: this instance becomes primary.</summary>
    /// <exception cref="SqlErrorException">47105 not enabled; 41199 not with this edition; 41106 exists; those of
    /// <see cref="GroupRules.RequireCreatable"/>.</exception>
    public async Task CreateAsync(GroupDefinition definition, CancellationToken cancellationToken)
    {
        RequireHadr();
        EditionRules.Require(
            EditionRules.MayCreate(instance.Options.Edition, definition.ClusterType, definition.IsBasic), instance.Options.Edition,
            definition.IsBasic ? "the availability group" : "an availability group that is not BASIC");
        GroupRules.RequireCreatable(definition, instance.ServerName);
        RequireDatabases(definition);
        var now = instance.Time.GetUtcNow().UtcDateTime;
        var configuration = new GroupConfiguration
        {
            GroupId = Guid.NewGuid(),
            Name = definition.Name,
            Sequence = (1L << 32) + 1,
            Primary = definition.Replicas.First(replica => Same(replica.Name, instance.ServerName)).Name,
            ClusterType = definition.ClusterType,
            IsBasic = definition.IsBasic,
            WriteLeaseValidity = definition.WriteLeaseValidity,
            BackupPreference = definition.BackupPreference,
            RequiredSynchronizedSecondaries = definition.RequiredSynchronizedSecondaries,
            DatabaseFailover = definition.DatabaseFailover,
            Replicas =
                [.. definition.Replicas.Select(replica => replica with { IsJoined = Same(replica.Name, instance.ServerName), Created = now, Modified = now })],
            Changed = now,
        };
        Add(new GroupFile(configuration, 1, false)).BeginAsPrimary();
        foreach (var database in definition.Databases)
        {
            await AddDatabaseAsync(definition.Name, database, cancellationToken);
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
    /// <exception cref="SqlErrorException">47111: the replica is configuration-only.</exception>
    public void GrantCreateAnyDatabase(string name, bool grant) => Get(name).GrantCreate(grant);

    /// <summary>OFFLINE.</summary>
    public void TakeOffline(string name) => Get(name).TakeOffline();

    /// <summary>SET (ROLE = SECONDARY).</summary>
    /// <exception cref="SqlErrorException">41104: no primary contacted this instance; retry.</exception>
    public Task SetRoleSecondaryAsync(string name, CancellationToken cancellationToken) => Get(name).BecomeSecondaryAsync(cancellationToken);

    /// <summary>SET (WRITE_LEASE_VALIDITY = n).</summary>
    /// <param name="name">The group.</param>
    /// <param name="seconds">For how long from now the local replica may write if it is primary.</param>
    /// <exception cref="SqlErrorException">47116, 47117, 47119.</exception>
    public void RenewLease(string name, int seconds) => Get(name).RenewLease(seconds);

    /// <summary>FAILOVER or FORCE_FAILOVER_ALLOW_DATA_LOSS.</summary>
    /// <param name="name">The group.</param>
    /// <param name="allowDataLoss">FORCE_FAILOVER_ALLOW_DATA_LOSS.</param>
    /// <param name="isExternalSession">The session's context has external_cluster = yes.</param>
    /// <param name="cancellationToken">Ends the wait for the other replicas.</param>
    /// <exception cref="SqlErrorException">Those of <see cref="FailoverRules.Refusal"/>; 41113, 41131.</exception>
    public Task FailOverAsync(string name, bool allowDataLoss, bool isExternalSession, CancellationToken cancellationToken) =>
        Get(name).FailOverAsync(allowDataLoss, isExternalSession, cancellationToken);

    /// <summary>SET (REQUIRED_SYNCHRONIZED_SECONDARIES_TO_COMMIT = n).</summary>
    /// <exception cref="SqlErrorException">41140; 35248: more than there can be.</exception>
    public Task SetRequiredSynchronizedSecondariesAsync(string name, int count, CancellationToken cancellationToken) => Get(name).ChangeAsync(
        configuration =>
        {
            GroupRules.RequireConsistent(name, configuration.Replicas, count, "ALTER");
            return configuration.RequiredSynchronizedSecondaries == count ? configuration : configuration with { RequiredSynchronizedSecondaries = count };
        },
        cancellationToken);

    /// <summary>SET (DB_FAILOVER = …) and SET (AUTOMATED_BACKUP_PREFERENCE = …); null where it is not said.</summary>
    /// <exception cref="SqlErrorException">41140.</exception>
    public Task SetOptionsAsync(string name, bool? databaseFailover, BackupPreference? preference, CancellationToken cancellationToken) =>
        Get(name).ChangeAsync(
        configuration => configuration with
        {
            DatabaseFailover = databaseFailover ?? configuration.DatabaseFailover,
            BackupPreference = preference ?? configuration.BackupPreference,
        },
        cancellationToken);

    internal void Load()
    {
        foreach (var path in Directory.GetFiles(instance.Options.DataDirectory, "ag-*.json"))
        {
            var file = JsonSerializer.Deserialize<GroupFile>(File.ReadAllBytes(path)) ?? throw new LogFormatException($"'{path}' is empty.");
            var group = _groups[file.Configuration.Name] = new AvailabilityGroup(instance, path, file, logger);
            foreach (var copy in file.Configuration.Databases.Select(database => group.CopyOf(database.Name)).OfType<Database>())
            {
                instance.ErrorLog.Write(35262, 10, 1,
                    $"Skipping the default startup of database '{copy.Name}' because it belongs to availability group '{group.Configuration.Name}', "
                        + "which will start it.");
                copy.ChangeFile(kept => kept with { SuspendReason = kept.IsSuspended ? SuspendReason.Restart : kept.SuspendReason });
            }
        }
    }

    /// <summary>After the endpoint listens: groups of CLUSTER_TYPE = NONE take the role that they had.</summary>
    internal void ResumeRoles()
    {
        foreach (var group in All)
        {
            group.ResumeRole();
        }
    }

    internal void Stop()
    {
        foreach (var group in All)
        {
            group.Stop();
        }
    }

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    private static SqlErrorException AlreadyHere(string name) =>
        new(41106, 16, 1,
            $"Cannot create an availability replica for availability group '{name}': a replica of the same group already exists on this instance of SQL "
                + "Server.");

    private void RequireDatabases(GroupDefinition definition)
    {
        if (definition.Databases.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(names => names.Skip(1).Any()) is { } twice)
        {
            throw new SqlErrorException(35234, 16, 1, $"Database '{twice.Key}' is named more than once.");
        }

        if (definition is { IsBasic: true, Databases.Count: > 1 })
        {
            throw TooManyForBasic(definition.Name);
        }

        foreach (var database in definition.Databases)
        {
            RequireEligible(FindToAdd(definition.Name, database), definition.Name);
        }
    }

    private void RequireHadr()
    {
        if (!instance.Options.HadrEnabled)
        {
            throw new SqlErrorException(47105, 16, 1,
                "The Always On Availability Groups feature is not enabled for this server instance (hadr.hadrenabled, "
                    + "MSSQL_ENABLE_HADR). Enable it and restart.");
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
