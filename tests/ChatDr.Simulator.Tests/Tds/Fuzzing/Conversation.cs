using System.Text;

namespace ChatDr.Simulator.Tests.Tds.Fuzzing;

/// <summary>What a client that knows TDS sends, packet by packet: what the fuzzer starts from.</summary>
internal static class Conversation
{
    private static readonly byte[] NoHeaders = [4, 0, 0, 0];
    private static readonly byte[] Collation = [0x09, 0x04, 0xD0, 0x00, 0x34];

    /// <summary>Opens a session without encryption, then one request of each kind.</summary>
    public static IReadOnlyList<byte[]> Whole(string password) =>
    [
        Packet.Make(Packet.PreLogin, RawClient.PreLogin),
        Packet.Make(Packet.Login, RawClient.Login("sa", password)),
        Packet.Make(
            Packet.Batch, [.. NoHeaders, .. Encoding.Unicode.GetBytes("SELECT name, database_id, create_date FROM sys.databases WHERE name LIKE N'm%'")]),
        Packet.Make(Packet.Rpc, ExecuteSql()),
        Packet.Make(Packet.Rpc, Prepare()),
        Packet.Make(Packet.Rpc, ByName("sp_who2")),
        Packet.Make(Packet.Transaction, Begin()),
        Packet.Make(Packet.Batch, [.. NoHeaders, .. Encoding.Unicode.GetBytes("WAITFOR DELAY '00:00:10'")], Packet.EndOfMessage | Packet.ResetKeepTransaction),
        Packet.Make(Packet.Attention, []),
        Packet.Make(Packet.Transaction, [.. NoHeaders, 8, 0, 0, 0]),
        Packet.Make(Packet.Batch, [.. NoHeaders, .. Encoding.Unicode.GetBytes("SELECT 1; SELECT REPLICATE(CAST(N'x' AS nvarchar(max)), 100000)")],
            Packet.EndOfMessage | Packet.Reset),
        Packet.Make(Packet.BulkLoad, [0x81, 1, 0]),
    ];

    /// <summary>sp_executesql with a parameter of each shape: in chunks, of fixed size, numeric, temporal, variant.</summary>
    public static byte[] ExecuteSql()
    {
        var rpc = new MemoryStream();
        rpc.Write([.. NoHeaders, 0xFF, 0xFF, 10, 0, 0, 0]);
        Text(rpc, "", "SELECT @a, @b, @c, @d, @e, @f");
        Text(rpc, "", "@a nvarchar(max), @b int, @c numeric(20,4), @d datetime2(7), @e sql_variant, @f varbinary(8)");
        Named(rpc, "@a");
        rpc.Write([0xE7, 0xFF, 0xFF, .. Collation, 6, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0, (byte)'x', 0, (byte)'y', 0, (byte)'z', 0, 0, 0, 0, 0]);
        Named(rpc, "@b");
        rpc.Write([0x26, 4, 4, 1, 2, 3, 4]);
        Named(rpc, "@c");
        rpc.Write([0x6C, 13, 20, 4, 13, 1, 1, 2, 3, 4, 5, 6, 0, 0, 0, 0, 0, 0]);
        Named(rpc, "@d");
        rpc.Write([0x2A, 7, 8, 1, 2, 3, 4, 5, 0x40, 0x20, 0x05]);
        Named(rpc, "@e");
        rpc.Write([0x62, 0x49, 0x1F, 0, 0, 6, 0, 0, 0, 0x38, 0, 1, 0, 0, 0]);
        Named(rpc, "@f");
        rpc.Write([0xA5, 8, 0, 2, 0, 7, 8]);
        return rpc.ToArray();
    }

    private static byte[] Prepare()
    {
        var rpc = new MemoryStream();
        rpc.Write([.. NoHeaders, 0xFF, 0xFF, 13, 0, 0, 0]);
        rpc.Write([0, 1, 0x26, 4, 0]);
        Text(rpc, "", "@p int");
        Text(rpc, "", "SELECT @p");
        rpc.Write([0, 0, 0x26, 4, 4, 9, 0, 0, 0]);
        rpc.WriteByte(0xFF);
        rpc.Write([0xFF, 0xFF, 15, 0, 0, 0]);
        rpc.Write([0, 0, 0x26, 4, 4, 1, 0, 0, 0]);
        return rpc.ToArray();
    }

    private static byte[] ByName(string procedure) => [.. NoHeaders, (byte)procedure.Length, 0, .. Encoding.Unicode.GetBytes(procedure), 0, 0];

    private static byte[] Begin() => [.. NoHeaders, 5, 0, 2, 0];

    private static void Named(MemoryStream rpc, string name)
    {
        rpc.WriteByte((byte)name.Length);
        rpc.Write(Encoding.Unicode.GetBytes(name));
        rpc.WriteByte(0);
    }

    private static void Text(MemoryStream rpc, string name, string value)
    {
        Named(rpc, name);
        var bytes = Encoding.Unicode.GetBytes(value);
        rpc.Write([0xE7, 0x40, 0x1F, .. Collation, (byte)bytes.Length, (byte)(bytes.Length >> 8), .. bytes]);
    }
}
