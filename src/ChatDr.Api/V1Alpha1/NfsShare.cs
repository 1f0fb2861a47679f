using ChatDr.Api.Schema;

namespace ChatDr.Api.V1Alpha1;

/// <summary>An NFS export.</summary>
public sealed record NfsShare
{
    /// <summary>The server's name or address.</summary>
    [Length(1, 253)]
    public required string Server { get; init; }

    /// <summary>The exported path.</summary>
    [Length(1, 1024), Pattern("^/")]
    public required string Path { get; init; }
}
