namespace ChatDr.Simulator.Engine.Backups;

/// <summary>A backup set in a file.</summary>
/// <param name="Header">Its header, with its position.</param>
/// <param name="IsComplete">Whether its backup came to its end.</param>
/// <param name="Offset">Where its content begins in the file, in bytes.</param>
/// <param name="Length">Bytes of its content and end in the file; 0 while it is incomplete.</param>
internal sealed record BackupSetEntry(BackupHeader Header, bool IsComplete, long Offset, long Length);
