using System.Buffers.Binary;

namespace ChatDr.Simulator.Tds;

/// <summary>
/// Lies between TLS and the socket: during the handshake each flight travels in PRELOGIN packets (MS-TDS 3.2.5.1); afterwards
/// TLS records travel bare and carry TDS packets in them.
/// </summary>
internal sealed class PreLoginFramingStream(Stream inner) : Stream
{
    private readonly byte[] _header = new byte[MessageReader.HeaderLength];
    private int _leftInPacket;

    /// <summary>Set once the handshake is over.</summary>
    public bool IsHandshakeOver { get; set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (IsHandshakeOver || buffer.IsEmpty)
        {
            return await inner.ReadAsync(buffer, cancellationToken);
        }

        while (_leftInPacket == 0)
        {
            await inner.ReadExactlyAsync(_header, cancellationToken);
            _leftInPacket = BinaryPrimitives.ReadUInt16BigEndian(_header.AsSpan(2)) - MessageReader.HeaderLength;
            if ((PacketType)_header[0] != PacketType.PreLogin || _leftInPacket < 0)
            {
                throw new TdsProtocolException($"A packet of type {_header[0]:x2} came during the TLS handshake.");
            }
        }

        var read = await inner.ReadAsync(buffer[..Math.Min(buffer.Length, _leftInPacket)], cancellationToken);
        _leftInPacket -= read;
        return read;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (IsHandshakeOver)
        {
            await inner.WriteAsync(buffer, cancellationToken);
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
            await inner.WriteAsync(packet, cancellationToken);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Asynchronous only.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Asynchronous only.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
