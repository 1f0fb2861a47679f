using ChatDr.Simulator.Engine.Storage;
using Microsoft.Win32.SafeHandles;

namespace ChatDr.Simulator.Tests.Engine.Storage;

/// <summary>Files that count their writes, and can hold them up.</summary>
internal sealed class CountingWrites(IFileSystem inner) : DelegatingFileSystem(inner), IDisposable
{
    private readonly ManualResetEventSlim _released = new(true);
    private int _writes;

    public int Writes => Volatile.Read(ref _writes);

    public void Hold() => _released.Reset();

    public void Release() => _released.Set();

    public override void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        Interlocked.Increment(ref _writes);
        _released.Wait(TimeSpan.FromSeconds(60)).ShouldBeTrue("the test has to let the writes go on");
        base.Write(file, bytes, offset);
    }

    public void Dispose() => _released.Dispose();
}
