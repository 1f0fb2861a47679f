namespace ChatDr.Simulator.Tds.Messages;

/// <summary>ALL_HEADERS, which precedes batches, calls and transaction requests since TDS 7.2 (MS-TDS 2.2.5.3).</summary>
internal static class AllHeaders
{
    /// <summary>Passes over them: without MARS and notifications they say nothing that the session does not know.</summary>
    public static void Skip(ref PayloadReader reader) => reader.Bytes(reader.Int32() - sizeof(int));
}
