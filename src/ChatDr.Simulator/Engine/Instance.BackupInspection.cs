using ChatDr.Simulator.Engine.Backups;

namespace ChatDr.Simulator.Engine;

/// <summary>RESTORE HEADERONLY, FILELISTONLY, LABELONLY and VERIFYONLY.</summary>
internal sealed partial class Instance
{
    /// <summary>RESTORE HEADERONLY: the headers of the file's sets, those of cut off backups included.</summary>
    /// <param name="file">The file as T-SQL names it.</param>
    /// <param name="position">FILE = n: that one only.</param>
    /// <exception cref="SqlErrorException">3201, 3203, 3241, 3242, 3243, 4038; followed by 3013.</exception>
    public IReadOnlyList<BackupSetEntry> ReadHeaders(string file, int? position = null) => Terminating(BackupErrors.Terminating("RESTORE HEADERONLY"), () =>
    {
        var sets = OpenBackup(file, 2).Sets;
        return position is { } one ? [sets.ElementAtOrDefault(one - 1) ?? throw BackupErrors.NoSuchSet(one, file)] : sets;
    });

    /// <summary>RESTORE FILELISTONLY: the header of the set whose files are listed.</summary>
    /// <exception cref="SqlErrorException">As for <see cref="ReadHeaders"/>, and 3256; followed by 3013.</exception>
    public BackupHeader ReadFileList(string file, int? position) =>
        Terminating(BackupErrors.Terminating("RESTORE FILELIST"), () => Select(file, position, checksum: false).Set.Header);

    /// <summary>RESTORE LABELONLY.</summary>
    /// <exception cref="SqlErrorException">3201, 3241, 3243; followed by 3013.</exception>
    public MediaHeader ReadLabel(string file) => Terminating(BackupErrors.Terminating("RESTORE LABELONLY"), () => OpenBackup(file, 2).Media);

    /// <summary>RESTORE VERIFYONLY: the set is read to its end and every checksum is checked; nothing of it is kept.</summary>
    /// <exception cref="SqlErrorException">3187, 3189, 3201, 3203, 3241, 3256; followed by 3013.</exception>
    public BackupResult VerifyBackup(
        string file, int? position = null, bool checksum = false, BackupRun? run = null) => Terminating(BackupErrors.Terminating("VERIFY DATABASE"), () =>
    {
        run ??= new BackupRun(Time);
        var (source, set) = Select(file, position, checksum);
        Reading(file, BackupErrors.SetDamaged, source, set, (content, stored) =>
        {
            run.Begin(set.Length);
            if (!set.Header.IsLog)
            {
                content.CopyTo(new ProgressStream(Stream.Null, () => run.Reach(stored.Stored)), PieceLength);
                return true;
            }

            var reader = new LogSetReader(content);
            while (reader.ReadBatch().Count > 0)
            {
                run.Reach(stored.Stored);
            }

            return true;
        });
        run.End();
        return new BackupResult(set.Header, [new(3262, 0, 1, $"The backup set on file {set.Header.Position} is valid.")]);
    });
}
