namespace ChatDr.Simulator.Engine.Storage;

/// <summary>Replaces a file whole: a reader, or a restart after a crash, sees the old content or the new, never a part.</summary>
internal static class AtomicFile
{
    /// <summary>Writes beside the target, then renames over it.</summary>
    /// <param name="path">The target.</param>
    /// <param name="content">The new content.</param>
    /// <param name="flushToDisk">Whether it has to survive a power cut, too.</param>
    public static void Write(string path, byte[] content, bool flushToDisk) => Write(path, stream => stream.Write(content), flushToDisk);

    /// <summary>Writes beside the target, then renames over it.</summary>
    /// <param name="path">The target.</param>
    /// <param name="write">Writes the new content.</param>
    /// <param name="flushToDisk">Whether it has to survive a power cut, too.</param>
    public static void Write(string path, Action<Stream> write, bool flushToDisk)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0))
            {
                write(stream);
                stream.Flush(flushToDisk);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            File.Delete(temporary);
            throw;
        }
    }
}
