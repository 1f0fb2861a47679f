namespace ChatDr.Api.V1Alpha1;

/// <summary>A precondition: what was seen and what would satisfy it.</summary>
public sealed record FailoverGate
{
    /// <summary>The precondition, in PascalCase.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it holds.</summary>
    public required bool Passed { get; init; }

    /// <summary>What was seen.</summary>
    public required string Saw { get; init; }

    /// <summary>What would satisfy it.</summary>
    public required string Wants { get; init; }
}
