namespace ChatDr.Simulator.Hosting;

/// <summary>What the command line says; null where it says nothing.</summary>
internal sealed record LaunchArguments
{
    public string? Name { get; init; }

    public string? Address { get; init; }

    public int? Port { get; init; }

    public int MirroringPort { get; init; } = 5022;

    public string? Data { get; init; }

    public string? BackupDirectory { get; init; }

    public string? SaPasswordFile { get; init; }

    public Personality Personality { get; init; }

    public string? Edition { get; init; }

    public string? TlsCertificate { get; init; }

    public string? TlsKey { get; init; }

    public bool ForceEncryption { get; init; }

    public int MaximumConnections { get; init; } = 32767;

    public bool Flush { get; init; }

    public LogFormat LogFormat { get; init; }

    public int ShutdownTimeoutSeconds { get; init; } = 10;
}
