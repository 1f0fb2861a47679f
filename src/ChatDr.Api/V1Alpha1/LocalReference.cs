using ChatDr.Api.Schema;

namespace ChatDr.Api.V1Alpha1;

/// <summary>Names an object in the same namespace.</summary>
public sealed record LocalReference
{
    /// <summary>The object's name.</summary>
    [Length(1, 253)]
    public required string Name { get; init; }
}
