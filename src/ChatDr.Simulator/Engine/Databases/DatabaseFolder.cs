using ChatDr.Simulator.Engine.Storage;

namespace ChatDr.Simulator.Engine.Databases;

/// <summary>
/// The folder of one copy of a database: its image, its log, and <c>database.json</c>, which is written last and deleted first. A folder without it is what a
/// crash left of a copy that was being made or dropped. <c>identity.json</c> says which database it is should
/// <c>database.json</c> be damaged.
/// </summary>
internal sealed class DatabaseFolder(IFileSystem files, string path)
{
    private DatabaseFile? _identity;

    /// <summary>Where it is.</summary>
    public string FullPath => path;

    /// <summary>The checkpoint image.</summary>
    public string Image => Path.Combine(path, "image");

    /// <summary>The log.</summary>
    public string Log => Path.Combine(path, "log");

    /// <summary>Whether a whole copy is in it.</summary>
    public bool IsComplete => File.Exists(Description);

    private string Description => Path.Combine(path, "database.json");

    private string Identity => Path.Combine(path, "identity.json");

    /// <summary>Makes the folder.</summary>
    public void Create() => files.CreateDirectory(path);

    /// <summary>
    /// Reads <c>database.json</c>. Where it is damaged the database is known by name and files only: whether it may serve is not known, so it is SUSPECT.
    /// </summary>
    /// <exception cref="LogFormatException">Not even the name can be read.</exception>
    public (DatabaseFile File, DatabaseDamage? Damage) ReadFile()
    {
        try
        {
            return (DatabaseFile.Read(Description), null);
        }
        catch (LogFormatException e) when (File.Exists(Identity))
        {
            return (DatabaseFile.Read(Identity), DatabaseDamage.Page(Description, e.Message));
        }
    }

    /// <summary>Replaces <c>database.json</c>, and before it what says who it is, if that has changed.</summary>
    public void WriteFile(DatabaseFile file)
    {
        if (_identity != file.Identity)
        {
            AtomicFile.Write(files, Identity, file.Identity.Write);
            _identity = file.Identity;
        }

        AtomicFile.Write(files, Description, file.Write);
    }

    /// <summary>Replaces the image.</summary>
    public void WriteImage(DatabaseImage image) => AtomicFile.Write(files, Image, stream => ImageFile.Write(stream, image.Snapshot()));

    /// <summary>Writes an image that can replace the present one later.</summary>
    /// <param name="image">The image.</param>
    /// <param name="rowWritten">Called after each row.</param>
    public StagedFile StageImage(ImageSnapshot image, Action rowWritten) =>
        StagedFile.Write(files, Image, stream => ImageFile.Write(stream, image, rowWritten));

    /// <summary>Reads the image.</summary>
    /// <exception cref="LogFormatException">It is damaged.</exception>
    public DatabaseImage ReadImage() => ImageFile.Read(Image);

    /// <summary>Makes an empty log.</summary>
    public LogFile CreateLog(DatabaseImage image) => LogFile.Create(files, Log, image.RedoLsn, ImageFile.EncodeState(image));

    /// <summary>Makes a log that begins where the image's next log backup does, and ends where the image does.</summary>
    /// <param name="image">The image.</param>
    /// <param name="records">The framed records in between.</param>
    /// <exception cref="LogFormatException">They are damaged, or not all of them.</exception>
    public LogFile CreateLog(DatabaseImage image, Stream records) =>
        LogFile.CreateOf(files, Log, image.LastLogBackupLsn ?? image.RedoLsn, ImageFile.EncodeState(image), records, image.RedoLsn);

    /// <summary>Opens the log.</summary>
    /// <exception cref="LogFormatException">It is no log.</exception>
    public LogFile OpenLog() => LogFile.Open(files, Log);

    /// <summary>Stands in for a log that cannot be read.</summary>
    public LogFile UnreadableLog(Lsn at, string damage) => LogFile.Unreadable(files, Log, at, damage);

    /// <summary>Deletes what a crash left of files that were being written.</summary>
    public void Sweep()
    {
        foreach (var file in Directory.GetFiles(path, "*" + AtomicFile.TemporarySuffix))
        {
            files.Delete(file);
        }
    }

    /// <summary>Makes the copy one that does not count any more.</summary>
    public void Condemn() => files.Delete(Description);

    /// <summary>Deletes the copy; after a crash in between nothing of it counts any more.</summary>
    public void Delete()
    {
        Condemn();
        files.DeleteDirectory(path);
    }
}
