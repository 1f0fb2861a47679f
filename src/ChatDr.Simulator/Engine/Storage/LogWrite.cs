using System.Buffers;

namespace ChatDr.Simulator.Engine.Storage;

/// <summary>Log records on their way to the disk in one write.</summary>
/// <param name="Offset">Where in the file.</param>
/// <param name="Frames">Their bytes.</param>
/// <param name="End">The number after the last of them.</param>
internal sealed record LogWrite(long Offset, ArrayBufferWriter<byte> Frames, Lsn End)
{
    /// <summary>Whether it was tried.</summary>
    public bool IsDone { get; set; }

    /// <summary>Why it failed; null if it did not.</summary>
    public IOException? Error { get; set; }
}
