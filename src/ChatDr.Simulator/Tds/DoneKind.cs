namespace ChatDr.Simulator.Tds;

/// <summary>What a DONE token ends (MS-TDS 2.2.7.6 to 8).</summary>
internal enum DoneKind : byte
{
    /// <summary>A statement of a batch.</summary>
    Batch = 0xFD,

    /// <summary>A procedure.</summary>
    Procedure = 0xFE,

    /// <summary>A statement of a procedure.</summary>
    InProcedure = 0xFF,
}
