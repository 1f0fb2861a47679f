using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ChatDr.Simulator.Tests.Tds;

/// <summary>Speaks TDS by hand, without encryption, for what no driver does.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly TcpClient _tcp = new();

    public NetworkStream Stream => _tcp.GetStream();

    public static async Task<RawClient> ConnectAsync(IPEndPoint server)
    {
        var client = new RawClient();
        await client._tcp.ConnectAsync(server);
        return client;
    }

    public static async Task<RawClient> LogInAsync(IPEndPoint server, string user, string password)
    {
        var client = await ConnectAsync(server);
        await client.SendAsync(0x12, PreLogin);
        await client.ReadMessageAsync();
        await client.SendAsync(0x10, Login(user, password));
        await client.ReadMessageAsync();
        return client;
    }

    /// <summary>PRELOGIN with encryption not supported.</summary>
    public static byte[] PreLogin => [1, 0, 6, 0, 1, 0xFF, 2];

    public static byte[] Login(string user, string password)
    {
        var payload = new byte[94];
        BinaryPrimitives.WriteUInt32LittleEndian(payload.AsSpan(4), 0x74000004);
        var data = new MemoryStream();
        Put(40, Encoding.Unicode.GetBytes(user));
        Put(44, [.. Encoding.Unicode.GetBytes(password).Select(b => (byte)(((b << 4) | (b >> 4)) ^ 0xA5))]);
        byte[] whole = [.. payload, .. data.ToArray()];
        BinaryPrimitives.WriteInt32LittleEndian(whole, whole.Length);
        return whole;

        void Put(int position, byte[] value)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(payload.AsSpan(position), (ushort)(94 + data.Length));
            BinaryPrimitives.WriteUInt16LittleEndian(payload.AsSpan(position + 2), (ushort)(value.Length / 2));
            data.Write(value);
        }
    }

    public Task SendBatchAsync(string batch) => SendAsync(0x01, [4, 0, 0, 0, .. Encoding.Unicode.GetBytes(batch)]);

    public async Task SendAsync(byte type, byte[] payload)
    {
        byte[] packet = [type, 1, 0, 0, 0, 0, 1, 0, .. payload];
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
        await Stream.WriteAsync(packet);
    }

    public async Task<byte[]> ReadMessageAsync()
    {
        var header = new byte[8];
        await Stream.ReadExactlyAsync(header);
        var payload = new byte[BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(2)) - 8];
        await Stream.ReadExactlyAsync(payload);
        return payload;
    }

    /// <summary>Reads on until the server closes.</summary>
    public async Task ReadToEndAsync()
    {
        try
        {
            await Stream.CopyToAsync(System.IO.Stream.Null);
        }
        catch (IOException)
        {
            // A reset is an end, too.
        }
    }

    public void Dispose() => _tcp.Dispose();
}
