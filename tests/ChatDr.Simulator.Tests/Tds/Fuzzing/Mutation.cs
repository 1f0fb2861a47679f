namespace ChatDr.Simulator.Tests.Tds.Fuzzing;

/// <summary>Makes a conversation wrong, the same way for the same seed.</summary>
internal sealed class Mutation(int seed)
{
    private static readonly byte[] Types = [0x01, 0x03, 0x06, 0x07, 0x0E, 0x10, 0x12, 0x04, 0x77, 0x16];
    private readonly Random _random = new(seed);

    /// <summary>How the conversation ends: with a reset, politely, or by waiting for the server.</summary>
    public int Ending => _random.Next(3);

    /// <summary>The packets with one to four faults at or after <paramref name="from"/>.</summary>
    public List<byte[]> Of(IReadOnlyList<byte[]> valid, int from)
    {
        var packets = valid.Select(packet => packet.ToArray()).ToList();
        for (var faults = _random.Next(1, 5); faults > 0; faults--)
        {
            var at = _random.Next(Math.Min(from, packets.Count - 1), packets.Count);
            Apply(packets, at);
        }

        return packets;
    }

    private void Apply(List<byte[]> packets, int at)
    {
        var packet = packets[at];
        switch (_random.Next(12))
        {
            case 0 or 1 or 2:
                for (var flips = _random.Next(1, 4); flips > 0; flips--)
                {
                    packet[_random.Next(packet.Length)] ^= (byte)_random.Next(1, 256);
                }

                break;
            case 3:
                packets[at] = packet[.._random.Next(1, packet.Length + 1)];
                break;
            case 4:
                packets.Insert(at, packet.ToArray());
                break;
            case 5:
                var other = _random.Next(packets.Count);
                (packets[at], packets[other]) = (packets[other], packets[at]);
                break;
            case 6:
                (packet[2], packet[3]) = ((byte)_random.Next(256), (byte)_random.Next(256));
                break;
            case 7:
                packet[0] = Types[_random.Next(Types.Length)];
                break;
            case 8:
                packet[1] = (byte)_random.Next(32);
                break;
            case 9:
                Overwrite(packet);
                break;
            case 10:
                var noise = new byte[_random.Next(1, 3000)];
                _random.NextBytes(noise);
                packets.Insert(at, noise);
                break;
            default:
                packets[at] = Packet.Make(packet[0], [.. packet[8..], .. packet[8..]]);
                break;
        }
    }

    /// <summary>Puts a length as large as it gets, or an arbitrary number, somewhere.</summary>
    private void Overwrite(byte[] packet)
    {
        var where = packet.AsSpan(_random.Next(packet.Length));
        Span<byte> number = stackalloc byte[4];
        if (_random.Next(2) == 0)
        {
            number.Fill(0xFF);
            number[3] = (byte)(_random.Next(2) == 0 ? 0x7F : 0xFF);
        }
        else
        {
            _random.NextBytes(number);
        }

        number[..Math.Min(4, where.Length)].CopyTo(where);
    }
}
