using ChatDr.Simulator.Engine.Storage;
using Microsoft.Win32.SafeHandles;

namespace ChatDr.Simulator.Tests.Engine.Storage;

/// <summary>Files that count their writes, and can hold them up.</summary>
internal sealed class CountingWrites(IFileSystem inner) : IFileSystem, IDisposable
{
    private readonly ManualResetEventSlim _released = new(true);
    private int _writes;

    public int Writes => Volatile.Read(ref _writes);

    public void Hold() => _released.Reset();

    public void Release() => _released.Set();

    public SafeFileHandle Create(string path) => inner.Create(path);

    public void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        Interlocked.Increment(ref _writes);
        _released.Wait(TimeSpan.FromSeconds(60)).ShouldBeTrue("the test has to let the writes go on");
        inner.Write(file, bytes, offset);
    }

    public void SetLength(SafeFileHandle file, long length) => inner.SetLength(file, length);

    public void Flush(SafeFileHandle file) => inner.Flush(file);

    public void Move(string from, string to) => inner.Move(from, to);

    public void Delete(string path) => inner.Delete(path);

    public void CreateDirectory(string path) => inner.CreateDirectory(path);

    public void DeleteDirectory(string path) => inner.DeleteDirectory(path);

    public void Dispose() => _released.Dispose();
}
