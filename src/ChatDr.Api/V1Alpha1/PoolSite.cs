using ChatDr.Api.Schema;

namespace ChatDr.Api.V1Alpha1;

/// <summary>One of the two sites.</summary>
public sealed record PoolSite
{
    /// <summary>The site's name; a DNS label.</summary>
    [Length(1, 63), Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")]
    public required string Name { get; init; }

    /// <summary>The cluster the site lies in; omitted: the one the pool lives in.</summary>
    public SiteCluster? Cluster { get; init; }

    /// <summary>The namespace of the site's objects; omitted: the pool's.</summary>
    [Length(1, 63)]
    public string? Namespace { get; init; }

    /// <summary>The value of topology.kubernetes.io/zone that the site's pods are bound to; omitted: anywhere.</summary>
    [Length(1, 63)]
    public string? Zone { get; init; }

    /// <summary>The chat servers that stand in this site.</summary>
    public SiteChatServers ChatServers { get; init; } = new();

    /// <summary>The SQL Server instances that stand in this site.</summary>
    public SiteSql Sql { get; init; } = new();
}
