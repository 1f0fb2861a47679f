using ChatDr.Api.Schema;

namespace ChatDr.Api.V1Alpha1;

/// <summary>Where an instance that exists answers.</summary>
public sealed record ExternalInstance
{
    /// <summary>Name or address that the operator and the partners reach.</summary>
    [Length(1, 253)]
    public required string Host { get; init; }

    /// <summary>The port of T-SQL clients.</summary>
    [Range(1, 65535)]
    public int Port { get; init; } = 1433;

    /// <summary>The port of the mirroring endpoint.</summary>
    [Range(1, 65535)]
    public int MirroringPort { get; init; } = 5022;
}
