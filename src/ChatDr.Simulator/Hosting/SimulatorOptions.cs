using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace ChatDr.Simulator.Hosting;

/// <summary>How a simulated instance is set up.</summary>
public sealed record SimulatorOptions
{
    /// <summary>@@SERVERNAME; of a host name SQL Server takes the first 15 characters.</summary>
    public required string ServerName { get; init; }

    /// <summary>Where clients and partners connect.</summary>
    public IPAddress ListenAddress { get; init; } = IPAddress.Loopback;

    /// <summary>The port for clients; 0 takes any.</summary>
    public int Port { get; init; } = 1433;

    /// <summary>The port that a mirroring endpoint gets when its statement names none.</summary>
    public int MirroringPort { get; init; } = 5022;

    /// <summary>Where the instance keeps its files.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Where backups lie that are named without a folder; null for <see cref="DataDirectory"/>.</summary>
    public string? BackupDirectory { get; init; }

    /// <summary>sa's password; used only while the folder is new.</summary>
    public required string SaPassword { get; init; }

    /// <summary>SERVERPROPERTY('Edition') without the bits: Developer, Enterprise, Standard, Express …</summary>
    public string Edition { get; init; } = "Developer";

    /// <summary>Whether availability groups are enabled (MSSQL_ENABLE_HADR).</summary>
    public bool HadrEnabled { get; init; } = true;

    /// <summary>Its platform.</summary>
    public Personality Personality { get; init; } = Personality.Linux;

    /// <summary>A path as T-SQL names it, as a path of this machine.</summary>
    public Func<string, string> MapPath { get; init; } = static path => path;

    /// <summary>A partner's host and port, as an address to connect to; DNS by default.</summary>
    public Func<string, int, CancellationToken, ValueTask<EndPoint>> ResolveHost { get; init; } = static (host, port, _) =>
        ValueTask.FromResult<EndPoint>(IPAddress.TryParse(host, out var address) ? new IPEndPoint(address, port) : new DnsEndPoint(host, port));

    /// <summary>The faults of the instance. Given by who wants to set some before it starts, or to keep them over a restart.</summary>
    public SimulatorFaults Faults { get; init; } = new();

    /// <summary>
    /// Whether each commit is flushed to the disk, so that it survives a power cut, rather than handed to the operating system, so that it survives the
    /// process.
    /// </summary>
    public bool FlushToDisk { get; init; }

    /// <summary>For TLS, with its private key; null makes a self-signed one.</summary>
    public X509Certificate2? TlsCertificate { get; init; }

    /// <summary>Whether clients that do not encrypt are refused.</summary>
    public bool ForceEncryption { get; init; }

    /// <summary>Connections at a time; more are closed at once.</summary>
    public int MaximumConnections { get; init; } = 32767;
}
