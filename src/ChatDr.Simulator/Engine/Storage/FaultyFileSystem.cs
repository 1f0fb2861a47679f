using ChatDr.Simulator.Hosting;
using Microsoft.Win32.SafeHandles;

namespace ChatDr.Simulator.Engine.Storage;

/// <summary>Files on a volume that fills up when its fault says so. What frees space always works, as on a real one.</summary>
internal sealed class FaultyFileSystem(IFileSystem inner, SimulatorFaults faults) : IFileSystem
{
    /// <inheritdoc/>
    public SafeFileHandle Create(string path)
    {
        RefuseWhenFull();
        return inner.Create(path);
    }

    /// <inheritdoc/>
    public void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        RefuseWhenFull();
        inner.Write(file, bytes, offset);
    }

    /// <inheritdoc/>
    public void SetLength(SafeFileHandle file, long length) => inner.SetLength(file, length);

    /// <inheritdoc/>
    public void Flush(SafeFileHandle file) => inner.Flush(file);

    /// <inheritdoc/>
    public void Move(string from, string to) => inner.Move(from, to);

    /// <inheritdoc/>
    public void Delete(string path) => inner.Delete(path);

    /// <inheritdoc/>
    public void CreateDirectory(string path)
    {
        RefuseWhenFull();
        inner.CreateDirectory(path);
    }

    /// <inheritdoc/>
    public void DeleteDirectory(string path) => inner.DeleteDirectory(path);

    private void RefuseWhenFull()
    {
        if (faults.IsDiskFull)
        {
            throw DiskSpace.Exhausted();
        }
    }
}
