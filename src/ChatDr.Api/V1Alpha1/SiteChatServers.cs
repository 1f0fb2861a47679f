using ChatDr.Api.Schema;

namespace ChatDr.Api.V1Alpha1;

/// <summary>The chat servers of a site.</summary>
public sealed record SiteChatServers
{
    /// <summary>How many run here; the layout says how many of them are active. Both sites together have at most eight.</summary>
    [Range(0, 8)]
    public int Replicas { get; init; } = 4;
}
