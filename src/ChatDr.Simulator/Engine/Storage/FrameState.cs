namespace ChatDr.Simulator.Engine.Storage;

/// <summary>What is found where a log record should be.</summary>
internal enum FrameState
{
    /// <summary>A record whose checksums are right.</summary>
    Whole,

    /// <summary>The bytes end within the record, and what there is of it is sound: a write that was torn.</summary>
    Short,

    /// <summary>The frame's own checksum is wrong.</summary>
    FrameDamaged,

    /// <summary>The frame is sound, the payload is not.</summary>
    PayloadDamaged,
}
