using System.Buffers.Binary;

namespace ChatDr.Simulator.Tds;

/// <summary>
/// Lies between TLS and the socket: during the handshake each flight travels in PRELOGIN packets (MS-TDS 3.2.5.1); afterwards
/// TLS records travel bare and carry TDS packets in them.
/// </summary>
internal sealed class PreLoginFramingStream(Stream inner) : ConnectionStream(inner)
{
    private readonly byte[] _header = new byte[MessageReader.HeaderLength];
    private int _leftInPacket;

    /// <summary>Set once the handshake is over.</summary>
    public bool IsHandshakeOver { get; set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (IsHandshakeOver || buffer.IsEmpty)
        {
            return await Inner.ReadAsync(buffer, cancellationToken);
        }

        while (_leftInPacket == 0)
        {
            await Inner.ReadExactlyAsync(_header, cancellationToken);
            _leftInPacket = BinaryPrimitives.ReadUInt16BigEndian(_header.AsSpan(2)) - MessageReader.HeaderLength;
            if ((PacketType)_header[0] != PacketType.PreLogin || _leftInPacket < 0)
            {
                throw new TdsProtocolException($"A packet of type {_header[0]:x2} came during the TLS handshake.");
            }
        }

        var read = await Inner.ReadAsync(buffer[..Math.Min(buffer.Length, _leftInPacket)], cancellationToken);
        _leftInPacket -= read;
        return read;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (IsHandshakeOver)
        {
            await Inner.WriteAsync(buffer, cancellationToken);
            return;
        }

        const int room = MessageWriter.DefaultPacketSize - MessageReader.HeaderLength;
        for (var rest = buffer; !rest.IsEmpty;)
        {
            var part = rest[..Math.Min(room, rest.Length)];
            rest = rest[part.Length..];
            var packet = new byte[MessageReader.HeaderLength + part.Length];
            packet[0] = (byte)PacketType.PreLogin;
            packet[1] = (byte)(rest.IsEmpty ? PacketStatus.EndOfMessage : PacketStatus.Normal);
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
            part.CopyTo(packet.AsMemory(MessageReader.HeaderLength));
            await Inner.WriteAsync(packet, cancellationToken);
        }
    }
}
