using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Engine.Sessions;
using ChatDr.Simulator.Engine.Storage;

namespace ChatDr.Simulator.Engine;

/// <summary>ALTER DATABASE: states, options and files (Microsoft Learn, "ALTER DATABASE SET options", "ALTER DATABASE file and filegroup options").</summary>
internal sealed partial class Instance
{
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(50);
    private static readonly SqlError AlterFailed = new(5069, 16, 1, "ALTER DATABASE statement failed.");

    /// <summary>5011 and 5069: ALTER DATABASE tells a database that does not exist and one that the login may not alter in the same words.</summary>
    public static SqlErrorException CannotAlter(string name) => new([
        new(5011, 14, 5,
            $"User does not have permission to alter database '{name}', the database does not exist, or the database is not in a state that allows access "
                + "checks."),
        AlterFailed]);

    /// <summary>ALTER DATABASE … SET ONLINE or OFFLINE. ONLINE recovers a database that is damaged or stopped, as a restart would.</summary>
    /// <exception cref="SqlErrorException">1468 mirrored or in a group, 5052 while RESTORING, 5061 in use WITH NO_WAIT, 5181: it cannot be brought online;
    /// followed by 5069.</exception>
    public async ValueTask SetOnlineAsync(Database database, bool online, Termination termination, SessionInfo? caller, CancellationToken cancellationToken)
    {
        RefuseReplicated(database, "ALTER DATABASE");
        if (database.Status == DatabaseStatus.Restoring)
        {
            throw Failed(new(5052, 16, 1, $"ALTER DATABASE is not permitted while database '{database.Name}' is in the Restoring state."));
        }

        if (!online)
        {
            await TakeExclusivelyAsync(database, termination, caller, cancellationToken);
            database.ChangeFile(file => file with { Status = DatabaseStatus.Offline });

            // Who came in between leaves, too: now nobody else comes.
            await TakeExclusivelyAsync(database, new(RollbackAfter: TimeSpan.Zero), caller, cancellationToken);
            return;
        }

        if (database.Status != DatabaseStatus.Online)
        {
            database.ChangeFile(file => file with { Status = DatabaseStatus.Online });
            database.Reopen();
            if (database.Damage is { } damage)
            {
                throw new SqlErrorException([.. damage.Errors, new(5181, 16, 5, $"Could not restart database \"{database.Name}\"."), AlterFailed]);
            }
        }
    }

    /// <summary>ALTER DATABASE … SET RECOVERY. Under SIMPLE the log chain ends; it begins again with the next full backup (4214 until then).</summary>
    /// <exception cref="SqlErrorException">1468: a database that is mirrored or in an availability group stays in FULL.</exception>
    public static ValueTask SetRecoveryAsync(Database database, RecoveryModel model, CancellationToken cancellationToken)
    {
        if (model != RecoveryModel.Full)
        {
            RefuseReplicated(database, "ALTER DATABASE SET RECOVERY");
        }

        return database.RecoveryModel == model ? ValueTask.CompletedTask : database.CommitAsync(new SetRecovery(model), cancellationToken);
    }

    /// <summary>ALTER DATABASE … SET of an option of <see cref="DatabaseOptions"/>.</summary>
    /// <exception cref="SqlErrorException">1468; 5064 while somebody else has it in SINGLE_USER; 5061 in use WITH NO_WAIT; followed by 5069.</exception>
    public async ValueTask SetOptionsAsync(
        Database database, Func<DatabaseOptions, DatabaseOptions> change, Termination termination, SessionInfo? caller, CancellationToken cancellationToken)
    {
        RefuseReplicated(database, "ALTER DATABASE");
        database.EnsureAccessible();
        var (old, options) = (database.Options, change(database.Options));
        if (old.UserAccess == UserAccess.Single && OthersIn(database, caller).Any() && termination.RollbackAfter is null)
        {
            throw Failed(new(5064, 16, 1,
                $"Changes to the state or options of database '{database.Name}' cannot be made now: it is in single-user mode, "
                    + "and a user is connected to it."));
        }

        var isRestricting = (options.UserAccess != old.UserAccess && options.UserAccess != UserAccess.Multi) || options.IsReadOnly != old.IsReadOnly;
        if (isRestricting || termination.RollbackAfter is not null)
        {
            await TakeExclusivelyAsync(database, termination, caller, cancellationToken);
        }

        if (options != old)
        {
            await database.CommitAsync(new SetOptions(options), cancellationToken);
        }
    }

    /// <summary>ALTER DATABASE … MODIFY NAME.</summary>
    /// <exception cref="SqlErrorException">1468, 1801 the name is taken, 5030 in use.</exception>
    public void Rename(Database database, string name, SessionInfo? caller)
    {
        RefuseReplicated(database, "ALTER DATABASE MODIFY NAME");
        lock (_gate)
        {
            if (SystemDatabases.ContainsKey(name) || (_databases.TryGetValue(name, out var other) && other != database))
            {
                throw new SqlErrorException(1801, 16, 3, $"Database '{name}' already exists. Choose a different database name.");
            }

            if (OthersIn(database, caller).Any())
            {
                throw new SqlErrorException(5030, 16, 2, "The database could not be exclusively locked to perform the operation.");
            }

            var old = database.Name;
            database.ChangeFile(file => file with { Name = name, LogicalName = file.LogicalName ?? old });
            _databases.Remove(old);
            _databases[name] = database;
            if (caller is not null && string.Equals(caller.Database, old, StringComparison.OrdinalIgnoreCase))
            {
                caller.Database = name;
            }
        }
    }

    /// <summary>ALTER DATABASE … MODIFY FILE.</summary>
    /// <exception cref="SqlErrorException">5041 there is no such file, 5039 it would become smaller.</exception>
    public static void ModifyFile(Database database, DatabaseFileSpec spec)
    {
        database.EnsureAccessible();
        var isLog = Same(spec.Name, database.File.LogFileName);
        if (!isLog && !Same(spec.Name, database.File.DataFileName))
        {
            throw new SqlErrorException(5041, 16, 1, $"MODIFY FILE failed. File '{spec.Name}' does not exist.");
        }

        if (spec.Size <= (isLog ? database.File.Log.Size : database.File.Data.Size))
        {
            throw new SqlErrorException(5039, 16, 1, "MODIFY FILE failed. Specified size is less than or equal to current size.");
        }

        database.ChangeFile(file => isLog
            ? file with { Log = spec.Apply(file.Log), LogPath = spec.Path ?? file.LogPath }
            : file with
            {
                Data = spec.Apply(file.Data),
                Log = spec.NewName is null ? file.Log : file.Log with { Name = file.LogFileName },
                LogicalName = spec.NewName ?? file.LogicalName,
                DataPath = spec.Path ?? file.DataPath,
            });
    }

    /// <summary>Refuses a change of a database that mirroring or an availability group keeps equal with another copy.</summary>
    /// <exception cref="SqlErrorException">1468, followed by 5069.</exception>
    internal static void RefuseReplicated(Database database, string what)
    {
        if (WhyNotAlone(database, what) is { } refusal)
        {
            throw Failed(refusal);
        }
    }

    private static SqlErrorException Failed(SqlError error) => new([error, AlterFailed]);

    private IEnumerable<SessionInfo> OthersIn(Database database, SessionInfo? caller) =>
        Sessions.All.Where(session => session != caller && session.Uses(database.Name));

    /// <summary>Returns when no other session is in the database.</summary>
    private async ValueTask TakeExclusivelyAsync(Database database, Termination termination, SessionInfo? caller, CancellationToken cancellationToken)
    {
        var began = Time.GetTimestamp();
        while (OthersIn(database, caller).Any() || database.ActiveTransactions > 0)
        {
            if (termination.NoWait)
            {
                throw Failed(new(5061, 16, 1, $"ALTER DATABASE failed because a lock could not be placed on database '{database.Name}'. Try again later."));
            }

            if (termination.RollbackAfter <= Time.GetElapsedTime(began))
            {
                Sessions.Disconnect(database.Name, caller);
            }

            await Task.Delay(LookAgainAfter, Time, cancellationToken);
        }
    }
}
