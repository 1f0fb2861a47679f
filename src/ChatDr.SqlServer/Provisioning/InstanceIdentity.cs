namespace ChatDr.SqlServer.Provisioning;

/// <summary>What an instance says of itself.</summary>
public sealed record InstanceIdentity
{
    /// <summary>@@SERVERNAME.</summary>
    public required string ServerName { get; init; }

    /// <summary>SERVERPROPERTY('ProductVersion').</summary>
    public required string Version { get; init; }

    /// <summary>SERVERPROPERTY('Edition').</summary>
    public required string Edition { get; init; }

    /// <summary>Linux or Windows.</summary>
    public required string Platform { get; init; }

    /// <summary>Whether it is the simulator and no SQL Server; its @@VERSION says so.</summary>
    public required bool Simulated { get; init; }

    /// <summary>When the engine started.</summary>
    public required DateTimeOffset StartedAt { get; init; }
}
