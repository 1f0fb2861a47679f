using System.Buffers;
using System.Buffers.Binary;

namespace ChatDr.Simulator.Tds;

/// <summary>Joins packets to messages. Not for several readers at a time.</summary>
/// <param name="stream">Where packets come from.</param>
/// <param name="maximumLength">Bytes that a message may have; a longer one is a protocol error.</param>
/// <param name="stall">Watches a client that stops inside of a message; null where the whole conversation is timed.</param>
internal sealed class MessageReader(Stream stream, int maximumLength, StallTimer? stall = null)
{
    /// <summary>Length of a packet header.</summary>
    public const int HeaderLength = 8;

    private const int BufferLength = 4096;
    private readonly byte[] _buffer = new byte[BufferLength];
    private int _start;
    private int _end;

    /// <summary>The next message, or null when the client has closed the connection between two messages.</summary>
    /// <exception cref="TdsProtocolException">What came is no packet.</exception>
    /// <exception cref="EndOfStreamException">The connection ended inside a message.</exception>
    public async ValueTask<TdsMessage?> ReadAsync(CancellationToken cancellationToken)
    {
        if (_start == _end && !await FillAsync(cancellationToken))
        {
            return null;
        }

        var first = await HeaderAsync(cancellationToken);
        RequireKnown(first.Type);
        var payload = new ArrayBufferWriter<byte>(Math.Max(first.PayloadLength, 1));
        for (var header = first; ; header = await HeaderAsync(cancellationToken))
        {
            if (header.Type != first.Type)
            {
                // MS-TDS 2.2.1.7 wants the ignore bit here; Microsoft.Data.SqlClient gives up an unfinished request with an attention.
                return header.Type == PacketType.Attention
                    ? new TdsMessage(PacketType.Attention, header.Status, default)
                    : throw new TdsProtocolException($"A packet of type {(byte)header.Type:x2} came inside a message of type {first.Type}.");
            }

            Require(header, payload.WrittenCount);
            await PayloadAsync(payload.GetMemory(Math.Max(header.PayloadLength, 1))[..header.PayloadLength], cancellationToken);
            payload.Advance(header.PayloadLength);
            if (header.Status.HasFlag(PacketStatus.EndOfMessage))
            {
                return new TdsMessage(first.Type, first.Status, payload.WrittenMemory) { IsIgnored = header.Status.HasFlag(PacketStatus.Ignore) };
            }
        }
    }

    private static void RequireKnown(PacketType type)
    {
        if (!Enum.IsDefined(type))
        {
            throw new TdsProtocolException((byte)type == 0x16
                ? "The client opened with TLS, that is TDS 8.0 (Encrypt=Strict), which is not served; TDS 7.4 with Encrypt=Mandatory is."
                : $"Packet type {(byte)type:x2} is none of TDS 7.4.");
        }
    }

    private void Require(Header header, int already)
    {
        if (header.PayloadLength < 0 || already + (long)header.PayloadLength > maximumLength)
        {
            throw new TdsProtocolException(
                $"A packet of type {header.Type} states {header.PayloadLength} bytes of payload after {already}; a message may have 0 to {maximumLength}.");
        }
    }

    private async ValueTask<Header> HeaderAsync(CancellationToken cancellationToken)
    {
        while (_end - _start < HeaderLength)
        {
            await FillInMessageAsync(cancellationToken);
        }

        var header = new Header(
            (PacketType)_buffer[_start], (PacketStatus)_buffer[_start + 1], BinaryPrimitives.ReadUInt16BigEndian(_buffer.AsSpan(_start + 2)) - HeaderLength);
        _start += HeaderLength;
        return header;
    }

    private async ValueTask PayloadAsync(Memory<byte> target, CancellationToken cancellationToken)
    {
        while (!target.IsEmpty)
        {
            if (_start == _end)
            {
                await FillInMessageAsync(cancellationToken);
            }

            var part = Math.Min(target.Length, _end - _start);
            _buffer.AsMemory(_start, part).CopyTo(target);
            _start += part;
            target = target[part..];
        }
    }

    private async ValueTask FillInMessageAsync(CancellationToken cancellationToken)
    {
        stall?.Start();
        try
        {
            if (!await FillAsync(cancellationToken))
            {
                throw new EndOfStreamException("The client closed the connection inside of a message.");
            }
        }
        finally
        {
            stall?.Stop();
        }
    }

    /// <returns>Whether anything came; false at the connection's end.</returns>
    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
        _end += read;
        return read > 0;
    }

    private readonly record struct Header(PacketType Type, PacketStatus Status, int PayloadLength);
}
