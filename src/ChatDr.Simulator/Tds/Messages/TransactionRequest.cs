using ChatDr.Simulator.Engine;

namespace ChatDr.Simulator.Tds.Messages;

/// <summary>A transaction manager request (MS-TDS 2.2.6.9), as the T-SQL that does the same.</summary>
internal static class TransactionRequest
{
    private const ushort GetDtcAddress = 0, Propagate = 1, Begin = 5, Promote = 6, Commit = 7, Rollback = 8, Save = 9;
    private const byte AndBeginNew = 0x01;

    /// <exception cref="TdsProtocolException">It is malformed.</exception>
    /// <exception cref="SqlErrorException">40510: it asks for a distributed transaction.</exception>
    public static string ToSql(ReadOnlySpan<byte> payload)
    {
        var reader = new PayloadReader(payload);
        AllHeaders.Skip(ref reader);
        var request = reader.UInt16();
        return request switch
        {
            Begin => BeginSql(ref reader),
            Commit => EndSql("COMMIT TRANSACTION", ref reader),
            Rollback => EndSql("ROLLBACK TRANSACTION", ref reader),
            Save => "SAVE TRANSACTION " + Quote(Name(ref reader)),
            GetDtcAddress or Propagate or Promote =>
                throw new SqlErrorException(40510, 16, 1, "Statement 'distributed transaction' is not supported by this simulator of SQL Server."),
            _ => throw new TdsProtocolException($"Transaction manager request {request} does not exist."),
        };
    }

    private static string BeginSql(ref PayloadReader reader)
    {
        var isolation = IsolationSql(reader.Byte());
        var name = Name(ref reader);
        return isolation + "BEGIN TRANSACTION" + (name.Length == 0 ? "" : " " + Quote(name));
    }

    private static string EndSql(string verb, ref PayloadReader reader)
    {
        var name = Name(ref reader);
        var sql = verb + (name.Length == 0 ? "" : " " + Quote(name));
        return (reader.Byte() & AndBeginNew) == 0 ? sql : sql + "; " + BeginSql(ref reader);
    }

    private static string IsolationSql(byte level) => level switch
    {
        // Unspecified, and read committed, which is the default that every session begins with.
        0 or 2 => "",
        1 => "SET TRANSACTION ISOLATION LEVEL READ UNCOMMITTED; ",
        3 => "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; ",
        4 => "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE; ",
        5 => "SET TRANSACTION ISOLATION LEVEL SNAPSHOT; ",
        _ => throw new TdsProtocolException($"Isolation level {level} does not exist."),
    };

    /// <summary>The name's length is in bytes.</summary>
    private static string Name(ref PayloadReader reader) => reader.Text(reader.Byte() / 2);

    private static string Quote(string name) => "[" + name.Replace("]", "]]", StringComparison.Ordinal) + "]";
}
