using ChatDr.Simulator.Engine.Storage;

namespace ChatDr.Simulator.Engine.Databases;

/// <summary>
/// Crash recovery: what a folder's image and log come to. A damaged copy comes to as much as can be read, for the backup of its tail, and to the damage.
/// </summary>
/// <param name="Image">The image with the log redone.</param>
/// <param name="Checkpoint">Up to where the image on disk reaches.</param>
/// <param name="Log">The log.</param>
/// <param name="Damage">Why it cannot be used; null if it can.</param>
internal sealed record DatabaseRecovery(DatabaseImage Image, Lsn Checkpoint, LogFile Log, DatabaseDamage? Damage)
{
    private const int RedoBytes = 1 << 20;

    /// <summary>Recovers.</summary>
    public static DatabaseRecovery Run(DatabaseFolder folder, string database)
    {
        var (log, logDamage) = OpenLog(folder, database);
        var (image, imageDamage) = ReadImage(folder);
        if (image is null)
        {
            return new(StateOf(log), default, log ?? folder.UnreadableLog(Lsn.First, "it is missing"), imageDamage);
        }

        var checkpoint = image.RedoLsn;
        if (log is null)
        {
            return new(image, checkpoint, folder.UnreadableLog(checkpoint, "it cannot be read"), logDamage);
        }

        if (checkpoint < log.Start || checkpoint > log.End)
        {
            return new(image, checkpoint, log,
                logDamage ?? DatabaseDamage.LogScan(database, $"the image ends at {checkpoint}, the log holds {log.Start} to {log.End}."));
        }

        try
        {
            Redo(image, log, log.End);
            return new(image, checkpoint, log, logDamage);
        }
        catch (LogFormatException e)
        {
            return new(image, checkpoint, log, logDamage ?? DatabaseDamage.LogScan(database, e.Message));
        }
    }

    /// <summary>Redoes the log up to <paramref name="end"/>.</summary>
    public static void Redo(DatabaseImage image, LogFile log, Lsn end, bool stateOnly = false)
    {
        while (image.RedoLsn < end)
        {
            foreach (var record in log.Read(image.RedoLsn, end, RedoBytes))
            {
                image.Apply(record, stateOnly);
            }
        }
    }

    private static (LogFile? Log, DatabaseDamage? Damage) OpenLog(DatabaseFolder folder, string database)
    {
        try
        {
            var log = folder.OpenLog();
            return (log, log.Damage is { } damage ? DatabaseDamage.Log(database, damage) : null);
        }
        catch (LogFormatException e)
        {
            return (null, DatabaseDamage.Log(database, e.Message));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, DatabaseDamage.Missing(folder.Log, e.Message));
        }
    }

    private static (DatabaseImage? Image, DatabaseDamage? Damage) ReadImage(DatabaseFolder folder)
    {
        try
        {
            return (folder.ReadImage(), null);
        }
        catch (LogFormatException e)
        {
            return (null, DatabaseDamage.Page(folder.Image, e.Message));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, DatabaseDamage.Missing(folder.Image, e.Message));
        }
    }

    /// <summary>Without its image a database has no data, but its log says which database it is and where its log chain stands.</summary>
    private static DatabaseImage StateOf(LogFile? log)
    {
        if (log is not { State.Length: > 0 })
        {
            return DatabaseImage.Unknown();
        }

        var image = ImageFile.Read(new MemoryStream(log.State, writable: false));
        if (image.RedoLsn >= log.Start && image.RedoLsn <= log.End)
        {
            Redo(image, log, log.End, stateOnly: true);
        }

        return image;
    }
}
