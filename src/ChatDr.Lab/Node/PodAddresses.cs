using System.Net;
using System.Net.Sockets;

namespace ChatDr.Lab.Node;

/// <summary>
/// Gives pods addresses out of one /24 of 127.64.0.0/12. A lab holds its /24 by listening on its first address, so that labs in one
/// process, or in several, never share one.
/// </summary>
internal sealed class PodAddresses : IDisposable
{
    private const int ReservationPort = 10250;
    private const int Attempts = 64;
    private readonly Lock _gate = new();
    private readonly HashSet<byte> _taken = [0, 1, 255];
    private readonly TcpListener _reservation;
    private readonly byte[] _network;
    private byte _last = 1;

    private PodAddresses(byte[] network, TcpListener reservation)
    {
        _network = network;
        _reservation = reservation;
        HostAddress = Address(1);
    }

    /// <summary>The address of the node itself.</summary>
    public IPAddress HostAddress { get; }

    /// <summary>Takes a free /24.</summary>
    /// <exception cref="InvalidOperationException">None was found.</exception>
    public static PodAddresses Reserve(Random random)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            byte[] network = [127, (byte)random.Next(64, 80), (byte)random.Next(0, 256)];
            var listener = new TcpListener(new IPAddress([.. network, 1]), ReservationPort);
            try
            {
                listener.Start();
                return new PodAddresses(network, listener);
            }
            catch (SocketException taken) when (taken.SocketErrorCode is SocketError.AddressAlreadyInUse)
            {
                listener.Dispose();
            }
        }

        throw new InvalidOperationException($"Found no free /24 for pods in 127.64.0.0/12 in {Attempts} attempts. Are many labs running?");
    }

    /// <summary>An address that no pod has; the one free for longest, so that late packets for a dead pod reach nobody.</summary>
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

        throw new InvalidOperationException("The lab runs 253 pods already and has no address for another one.");
    }

    /// <summary>Gives an address back.</summary>
    public void Release(IPAddress address)
    {
        lock (_gate)
        {
            _taken.Remove(address.GetAddressBytes()[3]);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _reservation.Dispose();

    private IPAddress Address(byte last) => new([.. _network, last]);
}
