namespace ChatDr.SqlServer.Shipping;

/// <summary>What a run of restores came to.</summary>
/// <param name="Copy">The copy afterwards.</param>
/// <param name="Applied">The files that were restored, in order.</param>
/// <param name="Unreadable">Files near the copy's position that could not be read, with the reason.</param>
public sealed record LogRestoreResult(ShippedCopy Copy, IReadOnlyList<LogBackupFile> Applied, IReadOnlyDictionary<string, string> Unreadable);
