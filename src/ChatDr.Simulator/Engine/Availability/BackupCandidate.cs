namespace ChatDr.Simulator.Engine.Availability;

/// <summary>A replica that backups could be taken on.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Priority">BACKUP_PRIORITY, 1 to 100: 0 is never a candidate.</param>
/// <param name="IsPrimary">Whether it is the primary.</param>
internal readonly record struct BackupCandidate(string Name, int Priority, bool IsPrimary)
{
    /// <summary>
    /// The one that is preferred; null for none (Microsoft Learn, "Configure backups on secondary replicas of an Always On availability group"): by the
    /// preference, then by priority, then by name.
    /// </summary>
    public static string? Preferred(BackupPreference preference, IEnumerable<BackupCandidate> candidates)
    {
        var all = candidates.OrderByDescending(candidate => candidate.Priority).ThenBy(candidate => candidate.Name, StringComparer.OrdinalIgnoreCase).ToArray();
        var secondary = all.Where(candidate => !candidate.IsPrimary).Select(candidate => candidate.Name).FirstOrDefault();
        var primary = all.Where(candidate => candidate.IsPrimary).Select(candidate => candidate.Name).FirstOrDefault();
        return preference switch
        {
            BackupPreference.Primary => primary,
            BackupPreference.SecondaryOnly => secondary,
            BackupPreference.Secondary => secondary ?? primary,
            BackupPreference.None => all.Select(candidate => candidate.Name).FirstOrDefault(),
            _ => throw new ArgumentOutOfRangeException(nameof(preference), preference, "Not a backup preference."),
        };
    }
}
