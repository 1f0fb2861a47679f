namespace ChatDr.SqlServer.Mirroring;

/// <summary>What is wanted of a mirroring group.</summary>
public sealed record MirroringGoal
{
    /// <summary>The availability group's name.</summary>
    public required string Group { get; init; }

    /// <summary>One or two partners; the first is where the principal starts.</summary>
    public required IReadOnlyList<MirroringMember> Partners { get; init; }

    /// <summary>The replica that gives quorum only.</summary>
    public MirroringMember? Witness { get; init; }

    /// <summary>The databases to mirror.</summary>
    public IReadOnlyList<string> Databases { get; init; } = [];

    /// <summary>Change nothing.</summary>
    public bool Suspend { get; init; }

    /// <summary>Nobody may be principal.</summary>
    public bool Fence { get; init; }

    /// <summary>Whether databases that exist on no partner are created.</summary>
    public bool CreateDatabases { get; init; }

    /// <summary>Whether the mirror takes over when the principal is lost.</summary>
    public bool AutomaticFailover { get; init; } = true;

    /// <summary>How long a principal may be silent; at least 5 s, as SQL Server's SESSION_TIMEOUT.</summary>
    public TimeSpan PartnerTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The login whose user owns the databases' schema.</summary>
    public string? OwnerLogin { get; init; }

    /// <summary>A folder, as every instance sees it, for backups.</summary>
    public string SeedPath { get; init; } = "/var/opt/chatdr/share";

    /// <summary>A failover that a person ordered.</summary>
    public MirrorFailoverOrder? Order { get; init; }
}
