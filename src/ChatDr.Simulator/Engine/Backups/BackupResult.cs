namespace ChatDr.Simulator.Engine.Backups;

/// <summary>What a BACKUP or RESTORE did.</summary>
/// <param name="Header">The backup set.</param>
/// <param name="Messages">The messages for the client, such as 3014.</param>
internal sealed record BackupResult(BackupHeader Header, IReadOnlyList<SqlError> Messages);
