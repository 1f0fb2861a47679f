namespace ChatDr.Api.V1Alpha1;

/// <summary>A site as observed.</summary>
public sealed record PoolSiteStatus
{
    /// <summary>The site's name.</summary>
    public required string Name { get; init; }

    /// <summary>Whether at least one SQL Server partner of the site answers.</summary>
    public bool Available { get; init; }

    /// <summary>Whether the site came back after a forced failover and is kept from serving until it is reseeded.</summary>
    public bool Fenced { get; init; }

    /// <summary>Chat servers that accept clients.</summary>
    public int ActiveChatServers { get; init; }

    /// <summary>Chat servers that run.</summary>
    public int ChatServers { get; init; }

    /// <summary>
    /// The instance that holds the site's copy of the chat database for log shipping: the principal when the site serves, the target when it does not.
    /// </summary>
    public string? Primary { get; init; }
}
