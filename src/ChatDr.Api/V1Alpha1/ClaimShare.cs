using ChatDr.Api.Schema;

namespace ChatDr.Api.V1Alpha1;

/// <summary>A persistent volume claim.</summary>
public sealed record ClaimShare
{
    /// <summary>The claim's name.</summary>
    [Length(1, 253)]
    public required string ClaimName { get; init; }
}
