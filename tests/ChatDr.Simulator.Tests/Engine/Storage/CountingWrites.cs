using ChatDr.Simulator.Engine.Storage;
using Microsoft.Win32.SafeHandles;

namespace ChatDr.Simulator.Tests.Engine.Storage;

/// <summary>Files that count their writes.</summary>
internal sealed class CountingWrites(IFileSystem inner) : IFileSystem
{
    private int _writes;

    public int Writes => Volatile.Read(ref _writes);

    public SafeFileHandle Create(string path) => inner.Create(path);

    public void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        Interlocked.Increment(ref _writes);
        inner.Write(file, bytes, offset);
    }

    public void SetLength(SafeFileHandle file, long length) => inner.SetLength(file, length);

    public void Flush(SafeFileHandle file) => inner.Flush(file);

    public void Move(string from, string to) => inner.Move(from, to);

    public void Delete(string path) => inner.Delete(path);

    public void CreateDirectory(string path) => inner.CreateDirectory(path);

    public void DeleteDirectory(string path) => inner.DeleteDirectory(path);
}
