namespace ChatDr.Simulator.Engine.Backups;

/// <summary>Where a backup goes.</summary>
/// <param name="File">As T-SQL names it.</param>
/// <param name="Path">On the host.</param>
/// <param name="Media">The media set's header: that of the file, or a new one.</param>
/// <param name="Appends">Whether the sets in the file stay.</param>
/// <param name="Position">The new set's position.</param>
internal sealed record BackupTarget(string File, string Path, MediaHeader Media, bool Appends, int Position);
