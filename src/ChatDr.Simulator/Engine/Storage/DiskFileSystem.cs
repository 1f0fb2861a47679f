using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ChatDr.Simulator.Engine.Storage;

/// <summary>The files of this machine.</summary>
/// <param name="flushToDisk">Whether what is done has to survive a power cut, and not only the process: files are flushed, and folders after a rename or a
/// deletion in them.</param>
internal sealed partial class DiskFileSystem(bool flushToDisk) : IFileSystem
{
    /// <inheritdoc/>
    public SafeFileHandle Create(string path) => File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);

    /// <inheritdoc/>
    public void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset) => RandomAccess.Write(file, bytes, offset);

    /// <inheritdoc/>
    public void SetLength(SafeFileHandle file, long length) => RandomAccess.SetLength(file, length);

    /// <inheritdoc/>
    public void Flush(SafeFileHandle file)
    {
        if (flushToDisk)
        {
            RandomAccess.FlushToDisk(file);
        }
    }

    /// <inheritdoc/>
    public void Move(string from, string to)
    {
        File.Move(from, to, overwrite: true);
        FlushFolderOf(to);
    }

    /// <inheritdoc/>
    public void Delete(string path)
    {
        File.Delete(path);
        FlushFolderOf(path);
    }

    /// <inheritdoc/>
    public void CreateDirectory(string path)
    {
        Directory.CreateDirectory(path);
        FlushFolderOf(path);
    }

    /// <inheritdoc/>
    public void DeleteDirectory(string path)
    {
        Directory.Delete(path, recursive: true);
        FlushFolderOf(path);
    }

    /// <summary>A name is durable when its folder is flushed. Windows flushes it with the file, and .NET opens no folders.</summary>
    private void FlushFolderOf(string path)
    {
        if (!flushToDisk || OperatingSystem.IsWindows())
        {
            return;
        }

        var folder = open(Path.GetDirectoryName(path)!, 0);
        if (folder < 0)
        {
            throw new IOException($"The folder of '{path}' cannot be opened to flush it.", Marshal.GetLastPInvokeError());
        }

        try
        {
            if (fsync(folder) != 0)
            {
                throw new IOException($"The folder of '{path}' cannot be flushed.", Marshal.GetLastPInvokeError());
            }
        }
        finally
        {
            _ = close(folder);
        }
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fsync(int file);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int close(int file);
}
