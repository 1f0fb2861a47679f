using System.Buffers.Binary;

namespace ChatDr.Simulator.Tests.Tds.Fuzzing;

/// <summary>A packet as it goes over the wire, right or wrong.</summary>
internal static class Packet
{
    public const byte Batch = 0x01, Rpc = 0x03, Attention = 0x06, BulkLoad = 0x07, Transaction = 0x0E, Login = 0x10, PreLogin = 0x12;

    public const byte EndOfMessage = 0x01, Ignore = 0x02, Reset = 0x08, ResetKeepTransaction = 0x10;

    public static byte[] Make(byte type, byte[] payload, byte status = EndOfMessage)
    {
        byte[] packet = [type, status, 0, 0, 0, 0, 1, 0, .. payload];
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
        return packet;
    }
}
