using System.Buffers;
using System.Buffers.Binary;

namespace ChatDr.Simulator.Tds;

/// <summary>Joins packets to messages.</summary>
/// <param name="maximumLength">Bytes that a message may have; a longer one is a protocol error.</param>
internal sealed class MessageReader(int maximumLength)
{
    /// <summary>Length of a packet header.</summary>
    public const int HeaderLength = 8;

    private readonly byte[] _header = new byte[HeaderLength];

    /// <summary>The next message, or null when the client has closed the connection between two messages.</summary>
    /// <exception cref="TdsProtocolException">What came is no packet.</exception>
    /// <exception cref="EndOfStreamException">The connection ended inside a message.</exception>
    public async Task<TdsMessage?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        if (await stream.ReadAtLeastAsync(_header.AsMemory(0, 1), 1, throwOnEndOfStream: false, cancellationToken) == 0)
        {
            return null;
        }

        await stream.ReadExactlyAsync(_header.AsMemory(1), cancellationToken);
        var (type, status) = ((PacketType)_header[0], (PacketStatus)_header[1]);
        RequireKnown(type);
        var payload = new ArrayBufferWriter<byte>(256);
        while (true)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(_header.AsSpan(2)) - HeaderLength;
            if (length < 0 || payload.WrittenCount + length > maximumLength)
            {
                throw new TdsProtocolException($"A packet of type {type} states {length} bytes of payload after {payload.WrittenCount}; a message may have 0 to {maximumLength}.");
            }

            await stream.ReadExactlyAsync(payload.GetMemory(Math.Max(length, 1))[..length], cancellationToken);
            payload.Advance(length);
            if (((PacketStatus)_header[1]).HasFlag(PacketStatus.EndOfMessage))
            {
                return new TdsMessage(type, status, payload.WrittenMemory);
            }

            await stream.ReadExactlyAsync(_header, cancellationToken);
            if ((PacketType)_header[0] != type)
            {
                throw new TdsProtocolException($"A packet of type {_header[0]:x2} came inside a message of type {type}.");
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
}
