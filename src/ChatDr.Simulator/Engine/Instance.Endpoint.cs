using System.Net.Sockets;
using ChatDr.Simulator.Engine.Availability;
using ChatDr.Simulator.Engine.Mirroring;
using ChatDr.Simulator.Engine.Transport;
using Microsoft.Extensions.Logging;

namespace ChatDr.Simulator.Engine;

/// <summary>The mirroring endpoint, through which other instances come.</summary>
internal sealed partial class Instance
{
    private readonly Lock _endpointGate = new();
    private readonly ILogger _logger;
    private EndpointListener? _listener;

    /// <summary>The port on which the mirroring endpoint really listens; null when it does not.</summary>
    public int? ListenerPort => _listener?.Port;

    /// <summary>Tells one start of the endpoint from another; empty while it does not listen.</summary>
    internal Guid EndpointIncarnation => _listener?.Incarnation ?? Guid.Empty;

    /// <summary>Answers a peer whose certificate was checked.</summary>
    /// <param name="question">What it asks.</param>
    /// <param name="cancellationToken">Ends with the connection.</param>
    /// <exception cref="IOException">What it asks for is not enabled here: the connection ends.</exception>
    internal async Task<EndpointMessage> AnswerAsync(EndpointMessage question, CancellationToken cancellationToken) => question switch
    {
        PeerMessage message when Options.HadrEnabled => await AvailabilityGroups.AnswerAsync(message, cancellationToken),
        MirroringMessage message => await Mirroring.AnswerAsync(message, cancellationToken),
        _ => throw new IOException("Availability groups are not enabled on this instance."),
    };

    private void RestartListener()
    {
        lock (_endpointGate)
        {
            _listener?.Stop();
            _listener = null;
            if (Endpoint is not { IsStarted: true } endpoint)
            {
                return;
            }

            try
            {
                _listener = new EndpointListener(this, endpoint, _logger);
                ErrorLog.Write(9690, 10, 1, "The Database Mirroring endpoint is now listening for connections.");
            }
            catch (SocketException e)
            {
                ErrorLog.Write(9692, 16, 1,
                    $"The Database Mirroring endpoint cannot listen on port {endpoint.Port}: {e.Message}. Free the port, "
                        + "then ALTER ENDPOINT ... STATE = STARTED.");
            }
        }
    }

    private void StopListener()
    {
        lock (_endpointGate)
        {
            _listener?.Stop();
        }
    }
}
