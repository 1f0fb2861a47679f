using ChatDr.Simulator.Engine.Storage;
using Microsoft.Win32.SafeHandles;

namespace ChatDr.Simulator.Tests.Engine.Storage;

/// <summary>Passes everything on; what derives from it changes what it is about.</summary>
internal abstract class DelegatingFileSystem(IFileSystem inner) : IFileSystem
{
    public virtual SafeFileHandle Create(string path) => inner.Create(path);

    public virtual void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset) => inner.Write(file, bytes, offset);

    public virtual void SetLength(SafeFileHandle file, long length) => inner.SetLength(file, length);

    public void Flush(SafeFileHandle file) => inner.Flush(file);

    public void Move(string from, string to) => inner.Move(from, to);

    public void Delete(string path) => inner.Delete(path);

    public void CreateDirectory(string path) => inner.CreateDirectory(path);

    public void DeleteDirectory(string path) => inner.DeleteDirectory(path);
}
