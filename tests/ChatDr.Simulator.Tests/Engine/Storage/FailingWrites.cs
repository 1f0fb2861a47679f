using ChatDr.Simulator.Engine.Storage;
using Microsoft.Win32.SafeHandles;

namespace ChatDr.Simulator.Tests.Engine.Storage;

/// <summary>Files whose writes fail half-way while they are told to, as on a disk that fills up, or one that breaks.</summary>
internal sealed class FailingWrites(IFileSystem inner) : IFileSystem
{
    private int _countdown = -1;

    /// <summary>Every write fails.</summary>
    public bool Fails { get; set; }

    /// <summary>What is written cannot be cut off either.</summary>
    public bool CannotTakeBack { get; set; }

    /// <summary>The error number of the failure: 28 is a full disk, 5 a broken one.</summary>
    public int Error { get; set; } = 28;

    /// <summary>The write after so many others fails, once.</summary>
    public void FailOnce(int after) => _countdown = after;

    public SafeFileHandle Create(string path) => inner.Create(path);

    public void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        if (Fails || _countdown-- == 0)
        {
            inner.Write(file, bytes[..(bytes.Length / 2)], offset);
            throw new IOException("The write failed.", Error);
        }

        inner.Write(file, bytes, offset);
    }

    public void SetLength(SafeFileHandle file, long length)
    {
        if (CannotTakeBack)
        {
            throw new IOException("The file cannot be cut.", Error);
        }

        inner.SetLength(file, length);
    }

    public void Flush(SafeFileHandle file) => inner.Flush(file);

    public void Move(string from, string to) => inner.Move(from, to);

    public void Delete(string path) => inner.Delete(path);

    public void CreateDirectory(string path) => inner.CreateDirectory(path);

    public void DeleteDirectory(string path) => inner.DeleteDirectory(path);
}
