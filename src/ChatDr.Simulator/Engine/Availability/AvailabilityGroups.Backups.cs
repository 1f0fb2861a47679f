using ChatDr.Simulator.Engine.Backups;
using ChatDr.Simulator.Engine.Databases;

namespace ChatDr.Simulator.Engine.Availability;

/// <summary>Backups on secondaries, and where backups are preferred (docs/sql-server-facts.md C7).</summary>
internal sealed partial class AvailabilityGroups
{
    /// <summary>What log a BACKUP LOG on a secondary is to take; null where the database is not a secondary of a group, or nothing is to be agreed.</summary>
    /// <exception cref="SqlErrorException">3059: not on a secondary, or a basic group; 35250, 35294, 35295, each followed by 3013.</exception>
    public async Task<LogRange?> AgreeOnLogBackupAsync(string database, bool isLog, BackupOptions options, CancellationToken cancellationToken)
    {
        if (instance.FindDatabase(database) is not { Role: DatabaseRole.Secondary, File.AvailabilityGroup: { } name } copy || Find(name) is not { } group)
        {
            return null;
        }

        try
        {
            if (group.Configuration.IsBasic)
            {
                throw BackupErrors.NotForMirrorOrSecondary();
            }

            return isLog && BackupRules.Refusal(copy.Role, true, isLog, options) is null ? await group.AgreeOnLogBackupAsync(copy, cancellationToken) : null;
        }
        catch (SqlErrorException e)
        {
            throw new SqlErrorException([.. e.Errors, new SqlError(3013, 16, 1, $"BACKUP {(isLog ? "LOG" : "DATABASE")} is terminating abnormally.")]);
        }
    }

    /// <summary>Tells the primary of a log backup that was taken here; a warning when it could not be reached.</summary>
    /// <exception cref="SqlErrorException">35296.</exception>
    public Task<SqlError?> NoteLogBackupAsync(string database, LogRange range, CancellationToken cancellationToken) =>
        instance.FindDatabase(database)?.File.AvailabilityGroup is { } name && Find(name) is { } group
            ? group.NoteLogBackupAsync(database, range, cancellationToken)
            : Task.FromResult<SqlError?>(null);

    /// <summary>sys.fn_hadr_backup_is_preferred_replica: by AUTOMATED_BACKUP_PREFERENCE and BACKUP_PRIORITY. Advice: nothing enforces it.</summary>
    public bool IsPreferredForBackup(string database)
    {
        if (instance.FindDatabase(database)?.File.AvailabilityGroup is not { } name || Find(name) is not { } group)
        {
            return true;
        }

        var isPrimary = group.Role == ReplicaRole.Primary;

        // A secondary sees nobody but itself and the primary's configuration; the product decides by the cluster, which here is what the replica was told last.
        var candidates = group.Configuration.Replicas
            .Where(replica => replica is { IsJoined: true, Mode: not AvailabilityMode.ConfigurationOnly, BackupPriority: > 0 })
            .Where(replica => !isPrimary
                || Same(replica.Name, instance.ServerName)
                || group.Links.Any(link => link.IsConnected && link.Replica.Id == replica.Id))
            .Select(replica => new BackupCandidate(replica.Name, replica.BackupPriority, Same(replica.Name, group.Configuration.Primary)));
        return (isPrimary || group.IsConnectedToPrimary)
            && Same(BackupCandidate.Preferred(group.Configuration.BackupPreference, candidates) ?? "", instance.ServerName);
    }
}
