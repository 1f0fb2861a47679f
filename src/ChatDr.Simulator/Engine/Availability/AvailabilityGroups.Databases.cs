using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Engine.Storage;

namespace ChatDr.Simulator.Engine.Availability;

/// <summary>ADD and REMOVE DATABASE, and ALTER DATABASE … SET HADR.</summary>
internal sealed partial class AvailabilityGroups
{
    /// <summary>ADD DATABASE, on the primary.</summary>
    /// <exception cref="SqlErrorException">
    /// 41140 not primary; 35238 no such database; 35249 a system database; 35280 in the group; 35244 in another; 41199 a second one in a basic group; 1465 not
    /// in FULL recovery; 1475 no full backup; 927 and its like.
    /// </exception>
    public async Task AddDatabaseAsync(string name, string database, CancellationToken cancellationToken)
    {
        var group = Get(name);
        group.RequirePrimary();
        var copy = FindToAdd(name, database);
        RequireEligible(copy, group.Configuration.Name);
        if (group.Configuration is { IsBasic: true, Databases.Count: > 0 })
        {
            throw TooManyForBasic(name);
        }

        copy.ChangeFile(file => file with { AvailabilityGroup = group.Configuration.Name, IsSuspended = false, ReinitializesTo = null });
        var added = new GroupDatabase(Guid.NewGuid(), copy.Name, [instance.ServerName]);
        try
        {
            copy.BecomeRole(DatabaseRole.Primary, static () => true, isRecoveryFork: false);
            await group.ChangeAsync(configuration => configuration with { Databases = [.. configuration.Databases, added] }, cancellationToken);
        }
        catch (Exception) when (group.CopyOf(copy.Name) == copy && group.Configuration.Databases.All(other => other.Id != added.Id))
        {
            // Cancelled, or primary no longer, before the group had it.
            AvailabilityGroup.Release(copy, stayOnline: true);
            throw;
        }
    }

    /// <summary>
    /// REMOVE DATABASE, on the primary: its copy stays online, the others are RESTORING. Once more after a removal that found no quorum, it completes that one:
    /// the copy belongs to the group until enough replicas know.
    /// </summary>
    /// <exception cref="SqlErrorException">41140 not primary; 35281 it is not in the group; 41152-class: no quorum.</exception>
    public async Task RemoveDatabaseAsync(string name, string database, CancellationToken cancellationToken)
    {
        var group = Get(name);
        group.RequirePrimary();
        var copy = group.CopyOf(database)
            ?? throw new SqlErrorException(35281, 16, 1, $"Database '{database}' cannot be removed from availability group '{name}': it is not joined to it.");
        await group.ChangeAsync(
            configuration => configuration with { Databases = [.. configuration.Databases.Where(other => !Same(other.Name, database))] }, cancellationToken);
        AvailabilityGroup.Release(copy, stayOnline: true);
    }

    /// <summary>ALTER DATABASE … SET HADR SUSPEND or RESUME.</summary>
    /// <exception cref="SqlErrorException">35239: the database is in no group, or the replica has no role.</exception>
    public Task SetSuspendedAsync(string database, bool suspended, CancellationToken cancellationToken)
    {
        var copy = instance.GetDatabase(database);
        return copy.File.AvailabilityGroup is { } name && Find(name) is { Role: not ReplicaRole.Resolving } group
            ? group.SetSuspendedAsync(copy, suspended, cancellationToken)
            : throw new SqlErrorException(35239, 16, 1,
                $"The ALTER DATABASE {database} SET HADR SUSPEND or RESUME statement failed: the database is not joined to an availability group, "
                    + "or has not been started by it.");
    }

    /// <summary>ALTER DATABASE … SET HADR AVAILABILITY GROUP = name, on a secondary with a RESTORING copy. False: it is joined already (41145).</summary>
    /// <exception cref="SqlErrorException">
    /// 35249 a system database; 41148 no such database; 35240 on the primary; 35252 not a secondary; 35259 in another group; 41132 not in the group; 1464: the
    /// copy is not RESTORING; 35250, 1408, 1412, 1478: the primary does not answer, or its log does not continue the copy.
    /// </exception>
    public async Task<bool> JoinDatabaseAsync(string name, string database, CancellationToken cancellationToken)
    {
        var group = Get(name);
        RefuseSystem(database);
        var copy = instance.FindDatabase(database)
            ?? throw new SqlErrorException(
                41148, 16, 1, $"Cannot add or join database '{database}' to availability group '{name}': it does not exist on this instance.");
        if (group.CopyOf(database) is not null)
        {
            return group.Role == ReplicaRole.Primary ? throw NotOnPrimary(name, database) : false;
        }

        RequireJoinable(group, copy);
        await group.RequireJoinableAsync(copy, cancellationToken);
        copy.ChangeFile(
            file =>
            {
                // The answer took its time: roles may have changed, and the copy may have been restored to its end.
                RequireJoinable(group, copy);
                return file with { AvailabilityGroup = group.Configuration.Name, Status = DatabaseStatus.Online, IsSuspended = false, ReinitializesTo = null };
            },
            DatabaseRole.Secondary);
        return true;
    }

    /// <summary>ALTER DATABASE … SET HADR OFF, on a secondary: the copy leaves the group and is RESTORING.</summary>
    /// <exception cref="SqlErrorException">35242: the database is in no group; 35240: on the primary.</exception>
    public void LeaveDatabase(string database)
    {
        var copy = instance.GetDatabase(database);
        if (copy.File.AvailabilityGroup is not { } name || Find(name) is not { } group)
        {
            throw new SqlErrorException(
                35242, 16, 1, $"ALTER DATABASE {database} SET HADR cannot be done: the database is not joined to an availability group.");
        }

        if (group.Role == ReplicaRole.Primary)
        {
            throw NotOnPrimary(name, database);
        }

        AvailabilityGroup.Release(copy, stayOnline: false);
    }

    private static SqlErrorException NotOnPrimary(string name, string database) =>
        new(35240, 16, 1, $"Database '{database}' cannot be joined to or unjoined from availability group '{name}' on its primary replica.");

    private static SqlErrorException TooManyForBasic(string name) =>
        new(41199, 16, 1, $"The command is invalid because availability group '{name}' is BASIC: more than one database is not supported.");

    private static void RequireJoinable(AvailabilityGroup group, Database copy)
    {
        var name = group.Configuration.Name;
        if (group.Role == ReplicaRole.Primary)
        {
            throw NotOnPrimary(name, copy.Name);
        }

        if (copy.File.AvailabilityGroup is { } other)
        {
            throw new SqlErrorException(35259, 16, 1, $"Database '{copy.Name}' takes part in another availability group, '{other}'.");
        }

        if (group.Role != ReplicaRole.Secondary)
        {
            throw new SqlErrorException(
                35252, 16, 1, $"Database '{copy.Name}' can be joined to availability group '{name}' only on a secondary replica of it.");
        }

        if (!group.Configuration.Databases.Any(database => Same(database.Name, copy.Name)))
        {
            throw new SqlErrorException(41132, 16, 1, $"Cannot join database '{copy.Name}' to availability group '{name}': the primary has not added it.");
        }

        if (copy.Status != DatabaseStatus.Restoring)
        {
            throw new SqlErrorException(1464, 16, 1,
                $"Database '{copy.Name}' is not in a restoring state for mirroring or secondary. The remote database must be restored using WITH NORECOVERY.");
        }
    }

    private static void RefuseSystem(string database)
    {
        if (Instance.SystemDatabases.ContainsKey(database))
        {
            throw new SqlErrorException(35249, 16, 1, $"The system database '{database}' cannot be added or joined to an availability group.");
        }
    }

    private static void RequireEligible(Database copy, string group)
    {
        if (copy.File.AvailabilityGroup is { } name)
        {
            throw Same(name, group)
                ? new SqlErrorException(35280, 16, 1, $"Database '{copy.Name}' cannot be added to availability group '{group}': it is joined to it already.")
                : new SqlErrorException(
                    35244, 16, 1, $"Database '{copy.Name}' cannot be added to availability group '{group}': it is joined to another one, '{name}'.");
        }

        copy.EnsureAccessible();
        if (copy.RecoveryModel != RecoveryModel.Full)
        {
            throw new SqlErrorException(
                1465, 16, 1,
                $"Database \"{copy.Name}\" is not in full recovery mode on each of the server instances. The full recovery model is required to participate in "
                    + "database mirroring or in an availability group.");
        }

        if (copy.Read(image => image.LastLogBackupLsn) is null)
        {
            throw new SqlErrorException(
                1475, 16, 105, $"Database \"{copy.Name}\" has no current full backup. Take a full backup before it joins an availability group.");
        }
    }

    private Database FindToAdd(string group, string database)
    {
        RefuseSystem(database);
        return instance.FindDatabase(database)
            ?? throw new SqlErrorException(
                35238, 16, 1, $"Database '{database}' cannot be added to availability group '{group}': it does not exist on this instance.");
    }
}
