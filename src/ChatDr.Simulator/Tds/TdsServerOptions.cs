using System.Net;
using System.Net.Security;
using ChatDr.Simulator.Hosting;

namespace ChatDr.Simulator.Tds;

/// <summary>How a <see cref="TdsServer"/> listens and what it bears.</summary>
internal sealed record TdsServerOptions
{
    /// <summary>Where to listen; port 0 takes any.</summary>
    public required IPEndPoint Endpoint { get; init; }

    /// <summary>For TLS, with its private key; prepared once, as building its chain costs more than the handshake that sends it.</summary>
    public required SslStreamCertificateContext Certificate { get; init; }

    /// <summary>The instance's faults; a frozen one neither reads nor answers.</summary>
    public SimulatorFaults Faults { get; init; } = new();

    /// <summary>Whether clients that do not encrypt are refused.</summary>
    public bool ForceEncryption { get; init; }

    /// <summary>How long a client may take from connecting to the end of its login.</summary>
    public TimeSpan LoginTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Connections at a time; more are closed at once (user connections of sp_configure).</summary>
    public int MaximumConnections { get; init; } = 32767;

    /// <summary>How long a client may stand still inside of a message.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Bytes of a message after login. A batch may have 65,536 times the packet size (Microsoft Learn, "Maximum capacity specifications for SQL Server"), by
    /// default 256 MB; larger values are refused here, too.
    /// </summary>
    public int MaximumMessageLength { get; init; } = 65_536 * MessageWriter.DefaultPacketSize;
}
