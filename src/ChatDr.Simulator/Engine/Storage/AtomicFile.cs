using Microsoft.Win32.SafeHandles;

namespace ChatDr.Simulator.Engine.Storage;

/// <summary>Replaces a file whole: a reader, or a restart after a crash, sees the old content or the new, never a part.</summary>
internal static class AtomicFile
{
    /// <summary>What the names of files end with that are not finished; a restart deletes them.</summary>
    public const string TemporarySuffix = ".tmp";

    /// <summary>Writes beside the target, then renames over it.</summary>
    /// <param name="path">The target.</param>
    /// <param name="content">The new content.</param>
    /// <param name="flushToDisk">Whether it has to survive a power cut, too.</param>
    public static void Write(string path, byte[] content, bool flushToDisk) => Write(path, stream => stream.Write(content), flushToDisk);

    /// <summary>Writes beside the target, then renames over it.</summary>
    /// <param name="path">The target.</param>
    /// <param name="write">Writes the new content.</param>
    /// <param name="flushToDisk">Whether it has to survive a power cut, too.</param>
    public static void Write(string path, Action<Stream> write, bool flushToDisk) => Write(new DiskFileSystem(flushToDisk), path, write);

    /// <summary>Writes beside the target, then renames over it.</summary>
    /// <param name="files">Where.</param>
    /// <param name="path">The target.</param>
    /// <param name="write">Writes the new content.</param>
    public static void Write(IFileSystem files, string path, Action<Stream> write) => Replace(files, path, write).Dispose();

    /// <summary>Writes beside the target, then renames over it.</summary>
    /// <param name="files">Where.</param>
    /// <param name="path">The target.</param>
    /// <param name="write">Writes the new content.</param>
    /// <returns>The new file, still open.</returns>
    public static SafeFileHandle Replace(IFileSystem files, string path, Action<Stream> write)
    {
        using var staged = StagedFile.Write(files, path, write);
        return staged.Place();
    }
}
