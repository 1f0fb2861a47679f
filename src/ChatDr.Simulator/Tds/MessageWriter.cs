using System.Buffers.Binary;
using System.Text;

namespace ChatDr.Simulator.Tds;

/// <summary>Collects a message's payload and sends it in packets.</summary>
internal sealed class MessageWriter
{
    private const int InitialCapacity = 4096;
    private const int LargestKeptCapacity = 1024 * 1024;
    private byte[] _packet = new byte[DefaultPacketSize];
    private byte[] _payload = new byte[InitialCapacity];
    private int _count;
    private byte _packetId;

    /// <summary>The largest packet that a client may negotiate, in bytes.</summary>
    public const int MaximumPacketSize = 32767;

    /// <summary>Packet size before a login has negotiated another, in bytes.</summary>
    public const int DefaultPacketSize = 4096;

    /// <summary>The current packet size with header, in bytes; changes between messages only.</summary>
    public int PacketSize
    {
        get => _packet.Length;
        set => _packet = new byte[value];
    }

    /// <summary>@@SPID, shown in packet headers.</summary>
    public short SessionId { get; set; }

    /// <summary>Whether sending was interrupted, perhaps inside of a packet: nothing that follows would be understood.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Bytes that wait to be sent.</summary>
    public int Count => _count;

    public void Byte(byte value) => Reserve(1)[0] = value;

    public void Int16(short value) => BinaryPrimitives.WriteInt16LittleEndian(Reserve(2), value);

    public void UInt16(int value) => BinaryPrimitives.WriteUInt16LittleEndian(Reserve(2), checked((ushort)value));

    public void Int32(int value) => BinaryPrimitives.WriteInt32LittleEndian(Reserve(4), value);

    public void UInt32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Reserve(4), value);

    public void Int64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Reserve(8), value);

    public void Double(double value) => BinaryPrimitives.WriteDoubleLittleEndian(Reserve(8), value);

    public void Single(float value) => BinaryPrimitives.WriteSingleLittleEndian(Reserve(4), value);

    public void Bytes(ReadOnlySpan<byte> value) => value.CopyTo(Reserve(value.Length));

    /// <summary>The low <paramref name="length"/> bytes of a number.</summary>
    public void LittleEndian(UInt128 value, int length)
    {
        var target = Reserve(length);
        for (var i = 0; i < length; i++)
        {
            target[i] = (byte)(value >> (8 * i));
        }
    }

    /// <summary>UTF-16 without a length.</summary>
    public void Text(ReadOnlySpan<char> value) => Encoding.Unicode.GetBytes(value, Reserve(value.Length * 2));

    /// <summary>B_VARCHAR: a length in characters in one byte; what does not fit is cut.</summary>
    public void ShortText(ReadOnlySpan<char> value)
    {
        value = value[..Math.Min(value.Length, byte.MaxValue)];
        Byte((byte)value.Length);
        Text(value);
    }

    /// <summary>Leaves two bytes for a length that <see cref="EndLength16"/> fills in.</summary>
    public int BeginLength16()
    {
        UInt16(0);
        return _count;
    }

    public void EndLength16(int start) => BinaryPrimitives.WriteUInt16LittleEndian(_payload.AsSpan(start - 2), checked((ushort)(_count - start)));

    /// <summary>Leaves four bytes for a length that <see cref="EndLength32"/> fills in.</summary>
    public int BeginLength32()
    {
        Int32(0);
        return _count;
    }

    public void EndLength32(int start) => BinaryPrimitives.WriteInt32LittleEndian(_payload.AsSpan(start - 4), _count - start);

    /// <summary>Sends what fills whole packets, keeping the rest for the message's end.</summary>
    public async ValueTask FlushFullPacketsAsync(Stream stream, PacketType type, CancellationToken cancellationToken)
    {
        var room = PacketSize - MessageReader.HeaderLength;
        var sent = 0;
        while (_count - sent > room)
        {
            await SendAsync(stream, type, PacketStatus.Normal, _payload.AsMemory(sent, room), cancellationToken);
            sent += room;
        }

        if (sent > 0)
        {
            _payload.AsSpan(sent, _count - sent).CopyTo(_payload);
            _count -= sent;
        }
    }

    /// <summary>Sends all that is written, the last packet perhaps not full; the message goes on.</summary>
    public async ValueTask FlushAsync(Stream stream, PacketType type, CancellationToken cancellationToken)
    {
        await FlushFullPacketsAsync(stream, type, cancellationToken);
        if (_count > 0)
        {
            await SendAsync(stream, type, PacketStatus.Normal, _payload.AsMemory(0, _count), cancellationToken);
            await stream.FlushAsync(cancellationToken);
            _count = 0;
        }
    }

    /// <summary>Sends the rest and ends the message.</summary>
    public async ValueTask EndMessageAsync(Stream stream, PacketType type, CancellationToken cancellationToken)
    {
        await FlushFullPacketsAsync(stream, type, cancellationToken);
        await SendAsync(stream, type, PacketStatus.EndOfMessage, _payload.AsMemory(0, _count), cancellationToken);
        await stream.FlushAsync(cancellationToken);
        _count = 0;
        _packetId = 0;
        if (_payload.Length > LargestKeptCapacity)
        {
            _payload = new byte[InitialCapacity];
        }
    }

    private async ValueTask SendAsync(Stream stream, PacketType type, PacketStatus status, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        var length = payload.Length + MessageReader.HeaderLength;
        _packet[0] = (byte)type;
        _packet[1] = (byte)status;
        BinaryPrimitives.WriteUInt16BigEndian(_packet.AsSpan(2), (ushort)length);
        BinaryPrimitives.WriteInt16BigEndian(_packet.AsSpan(4), SessionId);
        _packet[6] = ++_packetId;
        _packet[7] = 0;
        payload.CopyTo(_packet.AsMemory(MessageReader.HeaderLength));
        IsBroken = true;
        await stream.WriteAsync(_packet.AsMemory(0, length), cancellationToken);
        IsBroken = false;
    }

    private Span<byte> Reserve(int length)
    {
        if (_count + length > _payload.Length)
        {
            Array.Resize(ref _payload, Math.Max(_payload.Length * 2, _count + length));
        }

        _count += length;
        return _payload.AsSpan(_count - length, length);
    }
}
