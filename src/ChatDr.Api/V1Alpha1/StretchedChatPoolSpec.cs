using ChatDr.Api.Schema;

namespace ChatDr.Api.V1Alpha1;

/// <summary>The desired pool.</summary>
[ValidationRule("self.sites.exists(s, s.name == self.homeSite)", "homeSite must be the name of one of the two sites")]
[ValidationRule("self.sites.map(s, s.chatServers.replicas).sum() <= 8", "a pool has at most eight chat servers over both sites")]
public sealed record StretchedChatPoolSpec
{
    /// <summary>The site where the pool starts and to which it fails back. Not the current role: that is in status.activeSite.</summary>
    [Length(1, 63)]
    public required string HomeSite { get; init; }

    /// <summary>Exactly two sites, of which one serves and the other stands by.</summary>
    [Items(2, 2), ListMapKey("name")]
    public required IReadOnlyList<PoolSite> Sites { get; init; }

    /// <summary>Where chat servers are active. LowBandwidth: four at the principal's site, none at the other. HighBandwidth: two at each.</summary>
    public PoolLayout Layout { get; init; } = PoolLayout.LowBandwidth;

    /// <summary>The pool's databases. One has the role Chat; at most one more has the role Compliance.</summary>
    [Items(1, 2), ListMapKey("name")]
    public IReadOnlyList<PoolDatabase> Databases { get; init; } = [new() { Name = "mgc" }, new() { Name = "mgccomp", Role = DatabaseRole.Compliance }];

    /// <summary>How SQL Server runs, in both sites alike.</summary>
    public required PoolSql Sql { get; init; }

    /// <summary>The chat servers.</summary>
    public ChatServerTemplate ChatServer { get; init; } = new();

    /// <summary>Mirroring inside a site.</summary>
    public MirroringOptions Mirroring { get; init; } = new();

    /// <summary>Log shipping between the sites.</summary>
    public required PoolLogShipping LogShipping { get; init; }

    /// <summary>What becomes of the databases when the pool is deleted. Retain keeps the volumes.</summary>
    public DeletionPolicy DeletionPolicy { get; init; } = DeletionPolicy.Retain;
}
