using ChatDr.Simulator.Engine.Databases;

namespace ChatDr.Simulator.Engine.Backups;

/// <summary>
/// Which backups and restores the part of a copy in mirroring or in an availability group allows: the one place where that is decided (docs/sql-server-facts.md
/// C7, C8; Microsoft Learn, "Offload supported backups to secondary replicas of an availability group", "Database mirroring and …"). Pure and total.
/// </summary>
internal static class BackupRules
{
    /// <summary>Why a backup is refused; null if it is not.</summary>
    /// <param name="role">The copy's part.</param>
    /// <param name="isGrouped">Whether it belongs to an availability group or a mirroring session.</param>
    /// <param name="isLog">BACKUP LOG.</param>
    /// <param name="options">Its options.</param>
    public static SqlErrorException? Refusal(DatabaseRole role, bool isGrouped, bool isLog, BackupOptions options) => (role, isLog) switch
    {
        (DatabaseRole.Standalone or DatabaseRole.Primary, true) when isGrouped && options.NoRecovery => new(
            1468, 16, 1, "BACKUP LOG WITH NORECOVERY: the operation cannot be performed on a database that takes part in a mirroring session or in an "
                + "availability group."),
        (DatabaseRole.Standalone or DatabaseRole.Primary, _) => null,
        (DatabaseRole.Secondary, true) when options.NoRecovery || options.CopyOnly || options.NoTruncate => BackupErrors.NotForMirrorOrSecondary(),
        (DatabaseRole.Secondary, false) when !options.CopyOnly => BackupErrors.NotForMirrorOrSecondary(),
        (DatabaseRole.Secondary, _) => null,
        (DatabaseRole.Resolving, _) => null,
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "Unknown role."),
    };

    /// <summary>Why RESTORE is refused on an existing copy (3104); null if it is not.</summary>
    /// <param name="database">Its name.</param>
    /// <param name="group">Its availability group; null for none.</param>
    /// <param name="isMirrored">Whether it has a mirroring session.</param>
    public static SqlErrorException? RestoreRefusal(string database, string? group, bool isMirrored) =>
        group is not null ? BackupErrors.PartOfSession(database, $"is joined to availability group '{group}'")
        : isMirrored ? BackupErrors.PartOfSession(database, "is configured for database mirroring")
        : null;
}
