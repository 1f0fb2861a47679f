using ChatDr.Simulator.Engine.Storage;
using Microsoft.Win32.SafeHandles;

namespace ChatDr.Simulator.Tests.Engine.Storage;

/// <summary>Files whose writes fail half-way while they are told to, as on a disk that fills up, or one that breaks.</summary>
internal sealed class FailingWrites(IFileSystem inner) : DelegatingFileSystem(inner)
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

    public override void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        if (Fails || _countdown-- == 0)
        {
            base.Write(file, bytes[..(bytes.Length / 2)], offset);
            throw new IOException("The write failed.", Error);
        }

        base.Write(file, bytes, offset);
    }

    public override void SetLength(SafeFileHandle file, long length)
    {
        if (CannotTakeBack)
        {
            throw new IOException("The file cannot be cut.", Error);
        }

        base.SetLength(file, length);
    }
}
