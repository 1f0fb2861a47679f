using System.Net;
using System.Net.Sockets;

namespace ChatDr.Lab.Network;

/// <summary>
/// A /24 of the loopback range that belongs to one lab. It is held by listening on its first address, so that labs in one process, or in several, never share
/// one.
/// </summary>
internal sealed class LoopbackNetwork : IDisposable
{
    private const int ReservationPort = 10250;
    private readonly Lock _gate = new();
    private readonly HashSet<byte> _taken = [0, 1, 255];
    private readonly TcpListener _reservation;
    private readonly byte[] _network;
    private byte _last = 1;

    private LoopbackNetwork(byte[] network, TcpListener reservation)
    {
        _network = network;
        _reservation = reservation;
        First = Address(1);
    }

    /// <summary>The first address, which nothing else gets.</summary>
    public IPAddress First { get; }

    /// <summary>A network for pods: the first free one of 127.64.0.0/12.</summary>
    /// <exception cref="InvalidOperationException">All are taken.</exception>
    public static LoopbackNetwork ForPods() => Reserve(64);

    /// <summary>A network for Services: the first free one of 127.96.0.0/12.</summary>
    /// <exception cref="InvalidOperationException">All are taken.</exception>
    public static LoopbackNetwork ForServices() => Reserve(96);

    /// <summary>An address that nobody has; the one free for longest, so that late packets for its last holder reach nobody.</summary>
    /// <exception cref="InvalidOperationException">All 253 are taken.</exception>
    public IPAddress Take()
    {
        lock (_gate)
        {
            for (var step = 1; step <= 255; step++)
            {
                var candidate = (byte)(_last + step);
                if (_taken.Add(candidate))
                {
                    _last = candidate;
                    return Address(candidate);
                }
            }
        }

        throw new InvalidOperationException($"All 253 addresses of {First}/24 are taken. Delete some pods or Services, or start another lab.");
    }

    /// <summary>Takes the address that someone asks for, if it lies in this network and is free.</summary>
    public bool TryTake(IPAddress wanted)
    {
        lock (_gate)
        {
            return Contains(wanted) && _taken.Add(wanted.GetAddressBytes()[3]);
        }
    }

    /// <summary>Gives an address back.</summary>
    public void Release(IPAddress address)
    {
        lock (_gate)
        {
            if (Contains(address))
            {
                _taken.Remove(address.GetAddressBytes()[3]);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _reservation.Dispose();

    private static LoopbackNetwork Reserve(byte second)
    {
        for (var number = 0; number < 16 * 256; number++)
        {
            byte[] network = [127, (byte)(second + (number >> 8)), (byte)number];
            var listener = new TcpListener(new IPAddress([.. network, 1]), ReservationPort);
            try
            {
                listener.Start();
                return new LoopbackNetwork(network, listener);
            }
            catch (SocketException taken) when (taken.SocketErrorCode is SocketError.AddressAlreadyInUse)
            {
                listener.Dispose();
            }
        }

        throw new InvalidOperationException($"Every /24 of 127.{second}.0.0/12 belongs to another lab on this machine.");
    }

    private bool Contains(IPAddress address) => address.GetAddressBytes() is { Length: 4 } bytes && bytes.AsSpan(0, 3).SequenceEqual(_network);

    private IPAddress Address(byte last) => new([.. _network, last]);
}
