using ChatDr.Simulator.Engine.Backups;
using ChatDr.Simulator.Engine.Databases;

namespace ChatDr.Simulator.Tests.Engine.Databases;

/// <summary>Backup headers for tests that have no instance.</summary>
internal static class BackupTemplates
{
    public static BackupHeader Of(Database database) => new()
    {
        BackupSetGuid = Guid.NewGuid(),
        IsLog = false,
        ServerName = "A",
        DatabaseName = database.Name,
        LogicalName = database.Name,
        DatabaseCreated = database.File.Created,
        DataPath = database.File.DataPath,
        LogPath = database.File.LogPath,
        FirstLsn = default,
        LastLsn = default,
        CheckpointLsn = default,
        Started = DateTime.UnixEpoch,
        Finished = DateTime.UnixEpoch,
        FamilyGuid = default,
        DatabaseGuid = database.File.DatabaseGuid,
        Branches = [],
    };
}
