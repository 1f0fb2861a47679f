using System.Net;
using ChatDr.Simulator.Engine.Storage;
using ChatDr.Simulator.Hosting;

namespace ChatDr.Simulator.Engine;

/// <summary>How an instance is set up.</summary>
internal sealed record InstanceOptions
{
    /// <summary>@@SERVERNAME.</summary>
    public required string ServerName { get; init; }

    /// <summary>Where its files are.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Where its error log is; null for <c>log</c> in <see cref="DataDirectory"/>.</summary>
    public string? LogDirectory { get; init; }

    /// <summary>Where backups lie that are named without a folder; null for <see cref="DataDirectory"/>.</summary>
    public string? BackupDirectory { get; init; }

    /// <summary>The port of a mirroring endpoint whose statement names none.</summary>
    public int MirroringPort { get; init; } = 5022;

    /// <summary>sa's password; ignored when the folder already holds an instance.</summary>
    public required string SaPassword { get; init; }

    /// <summary>SERVERPROPERTY('Edition') without the bits.</summary>
    public string Edition { get; init; } = "Developer";

    /// <summary>Whether availability groups are enabled (MSSQL_ENABLE_HADR).</summary>
    public bool HadrEnabled { get; init; } = true;

    /// <summary>Where the mirroring endpoint listens.</summary>
    public IPAddress ListenAddress { get; init; } = IPAddress.Loopback;

    /// <summary>A path of T-SQL as a path of this machine.</summary>
    public Func<string, string> MapPath { get; init; } = path => path;

    /// <summary>A host of an ENDPOINT_URL as an address; DNS by default.</summary>
    public Func<string, int, CancellationToken, ValueTask<EndPoint>> ResolveHost { get; init; } =
        (host, port, _) => ValueTask.FromResult<EndPoint>(
            IPAddress.TryParse(host, out var address) ? new IPEndPoint(address, port) : new DnsEndPoint(host, port));

    /// <summary>The faults injected into it.</summary>
    public SimulatorFaults Faults { get; init; } = new();

    /// <summary>Puts something between the engine and the files of its databases.</summary>
    public Func<IFileSystem, IFileSystem> WrapFiles { get; init; } = files => files;

    /// <summary>Whether each commit is flushed to the disk (survives a power cut) rather than handed to the operating system (survives the process).</summary>
    public bool FlushToDisk { get; init; }
}
