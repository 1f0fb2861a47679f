using ChatDr.Simulator.Engine.Storage;
using Microsoft.Win32.SafeHandles;

namespace ChatDr.Simulator.Tests.Engine.Storage;

/// <summary>Files of a process that is killed at its n-th step: a write of that step is half done, and nothing happens any more after it.</summary>
internal sealed class CrashingFileSystem(IFileSystem inner, int killedAt) : IFileSystem
{
    private readonly Lock _gate = new();
    private int _steps;

    public bool IsKilled => _steps >= killedAt;

    public SafeFileHandle Create(string path) => Step(() => inner.Create(path));

    public void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        lock (_gate)
        {
            if (++_steps == killedAt)
            {
                inner.Write(file, bytes[..(bytes.Length / 2)], offset);
            }

            RefuseWhenKilled();
            inner.Write(file, bytes, offset);
        }
    }

    public void SetLength(SafeFileHandle file, long length) => Step(() => inner.SetLength(file, length));

    public void Flush(SafeFileHandle file) => Step(() => inner.Flush(file));

    public void Move(string from, string to) => Step(() => inner.Move(from, to));

    public void Delete(string path) => Step(() => inner.Delete(path));

    public void CreateDirectory(string path) => Step(() => inner.CreateDirectory(path));

    public void DeleteDirectory(string path) => Step(() =>
    {
        if (Directory.Exists(path))
        {
            inner.DeleteDirectory(path);
        }
    });

    private void Step(Action action) => Step(() =>
    {
        action();
        return true;
    });

    private T Step<T>(Func<T> action)
    {
        lock (_gate)
        {
            _steps++;
            RefuseWhenKilled();
            return action();
        }
    }

    private void RefuseWhenKilled()
    {
        if (IsKilled)
        {
            throw new IOException("The process was killed.");
        }
    }
}
