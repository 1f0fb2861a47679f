using System.Net;
using System.Text.Json.Nodes;

namespace ChatDr.Lab.ApiServer.Writing;

/// <summary>Gives each Service an address of its own in 127.96.0.0/16, where the lab's node can listen, for as long as the Service lives.</summary>
internal sealed class ServiceAddresses
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _taken = [];
    private int _last;

    /// <summary>The Service's address: the one that it asks for when that is free, else the next free one.</summary>
    internal string Allocate(string? wanted)
    {
        lock (_gate)
        {
            if (wanted is not null && _taken.Add(wanted))
                return wanted;
            for (int tries = 0; tries < ushort.MaxValue; tries++)
            {
                _last = (_last % (ushort.MaxValue - 1)) + 1;
                string address = new IPAddress([127, 96, (byte)(_last >> 8), (byte)_last]).ToString();
                if (_taken.Add(address))
                    return address;
            }

            throw new InvalidOperationException("All 65,534 Service addresses of 127.96.0.0/16 are taken.");
        }
    }

    /// <summary>Returns a deleted Service's address.</summary>
    internal void Release(JsonObject service)
    {
        if (service.Text("spec", "clusterIP") is { } address)
        {
            lock (_gate)
                _taken.Remove(address);
        }
    }
}
